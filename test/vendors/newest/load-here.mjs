/** Imports a package as code in this folder does. */
export const load = (name) => import(name);
