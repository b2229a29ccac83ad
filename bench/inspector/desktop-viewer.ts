export async function measureDesktopViewer(_spans: number, _folder: string): Promise<void> {}
