// A Kafka broker in one process, for tests: kafka-broker -cert cert.pem -key key.pem -user u -password p -topic t ...
// It takes TLS and SCRAM-SHA-512 only, writes its address to stdout and ends with the end of its input.
package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/twmb/franz-go/pkg/kfake"
)

func main() {
	cert := flag.String("cert", "", "certificate, PEM")
	key := flag.String("key", "", "its key, PEM")
	user := flag.String("user", "", "who may connect")
	password := flag.String("password", "", "with what password")
	flag.Parse()
	pair, err := tls.LoadX509KeyPair(*cert, *key)
	if err != nil {
		log.Fatal(err)
	}
	cluster, err := kfake.NewCluster(
		kfake.NumBrokers(1),
		kfake.TLS(&tls.Config{Certificates: []tls.Certificate{pair}}),
		kfake.EnableSASL(),
		kfake.Superuser("SCRAM-SHA-512", *user, *password),
		kfake.SeedTopics(2, flag.Args()...),
	)
	if err != nil {
		log.Fatal(err)
	}
	defer cluster.Close()
	fmt.Println(cluster.ListenAddrs()[0])
	_, _ = io.Copy(io.Discard, os.Stdin)
}
