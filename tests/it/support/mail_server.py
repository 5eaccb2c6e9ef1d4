"""A mail server on loopback for the tests of services: SMTP with STARTTLS by Python's own TLS.

Arguments: certificate, key, `tls` or `plain` (does not offer STARTTLS). Prints its port, ends with its standard input.
"""

import socketserver
import ssl
import sys
import threading

CERTIFICATE, KEY, KIND = sys.argv[1:4]
CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
CONTEXT.load_cert_chain(CERTIFICATE, KEY)
CONTEXT.minimum_version = ssl.TLSVersion.TLSv1_2


class Mail(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 thu.example ESMTP\r\n")
        while line := self.rfile.readline(1000):
            command = line.strip().upper()
            if command.startswith(b"EHLO"):
                offer = b"250-STARTTLS\r\n" if KIND == "tls" else b""
                self.wfile.write(b"250-thu.example\r\n" + offer + b"250 8BITMIME\r\n")
            elif command == b"STARTTLS" and KIND == "tls":
                self.wfile.write(b"220 2.0.0 go ahead\r\n")
                try:
                    with CONTEXT.wrap_socket(self.request, server_side=True) as secured:
                        secured.recv(1)
                except OSError:
                    pass
                return
            else:
                self.wfile.write(b"502 5.5.1 not here\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


with Server(("127.0.0.1", 0), Mail) as server:
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
