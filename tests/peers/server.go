// A TLS server of Go's standard library for the tests. It says what is true of it (suites in its
// own order of preference, see preferenceOrder in crypto/tls), and then `PORT n`.
//
// server FOLDER MIN MAX [SUITE...]: versions as 1.0 to 1.3, suites of TLS 1.2 and older in
// hexadecimal; none for all that Go has.
package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"strconv"
)

var versions = []struct {
	word string
	code uint16
}{{"1.0", tls.VersionTLS10}, {"1.1", tls.VersionTLS11}, {"1.2", tls.VersionTLS12}, {"1.3", tls.VersionTLS13}}

var curves = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}

func version(word string) uint16 {
	for _, version := range versions {
		if version.word == word {
			return version.code
		}
	}
	panic("no version " + word)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	folder, min, max := os.Args[1], version(os.Args[2]), version(os.Args[3])
	known := append(tls.CipherSuites(), tls.InsecureCipherSuites()...)
	var allowed []uint16
	for _, word := range os.Args[4:] {
		allowed = append(allowed, uint16(must(strconv.ParseUint(word, 16, 16))))
	}
	if len(allowed) == 0 {
		for _, suite := range known {
			allowed = append(allowed, suite.ID)
		}
	}
	for _, version := range versions {
		if version.code < min || version.code > max {
			continue
		}
		for _, suite := range known {
			if supports(suite, version.code) && (version.code == tls.VersionTLS13 || contains(allowed, suite.ID)) {
				fmt.Printf("SUITE %s %04x\n", version.word, suite.ID)
			}
		}
		if version.code >= tls.VersionTLS12 {
			for _, curve := range curves {
				fmt.Printf("GROUP %s %04x\n", version.word, uint16(curve))
			}
		}
	}
	config := &tls.Config{
		Certificates: []tls.Certificate{
			must(tls.LoadX509KeyPair(folder+"/e.pem", folder+"/e.key")),
			must(tls.LoadX509KeyPair(folder+"/r.pem", folder+"/r.key")),
		},
		MinVersion:       min,
		MaxVersion:       max,
		CipherSuites:     allowed,
		CurvePreferences: curves,
	}
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	fmt.Printf("PORT %d\n", listener.Addr().(*net.TCPAddr).Port)
	for {
		connection := must(listener.Accept())
		go func() {
			defer connection.Close()
			stream := tls.Server(connection, config)
			if stream.Handshake() == nil {
				stream.Close()
			}
		}()
	}
}

func supports(suite *tls.CipherSuite, version uint16) bool {
	for _, own := range suite.SupportedVersions {
		if own == version {
			return true
		}
	}
	return false
}

func contains(list []uint16, code uint16) bool {
	for _, own := range list {
		if own == code {
			return true
		}
	}
	return false
}
