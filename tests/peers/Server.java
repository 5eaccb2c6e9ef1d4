// A TLS server of Java (JSSE) for the tests. It says what is true of it, and then `PORT n`.
//
// Server KEYSTORE PROTOCOLS PREFERENCE SUITES: protocols such as TLSv1.2,TLSv1.3; `server` or
// `client`; suites as a regular expression over their names. The file of security properties is
// chosen by -Djava.security.properties.
import java.io.FileInputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

class Server {
    public static void main(String[] arguments) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream file = new FileInputStream(arguments[0])) {
            store.load(file, "secret".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("NewSunX509");
        keys.init(store, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLServerSocket socket =
            (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(arguments[1].split(","));
        String[] supported = socket.getSupportedCipherSuites();
        parameters.setCipherSuites(
            Arrays.stream(supported).filter(name -> name.matches(arguments[3])).toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(arguments[2].equals("server"));
        socket.setSSLParameters(parameters);
        for (String protocol : socket.getEnabledProtocols()) {
            for (String suite : socket.getEnabledCipherSuites()) {
                if (carries(protocol, suite)) {
                    String version = protocol.replace("TLSv", "").replaceAll("^1$", "1.0");
                    System.out.println("SUITE " + version + " " + suite.replaceFirst("^SSL_", "TLS_"));
                }
            }
        }
        System.out.println("PORT " + socket.getLocalPort());
        while (true) {
            SSLSocket connection = (SSLSocket) socket.accept();
            Thread thread = new Thread(() -> {
                try (connection) {
                    connection.startHandshake();
                } catch (Exception refused) {
                    // What the probe sends is seldom a whole handshake.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** An enabled suite is not one of every enabled version; and there is no key of DSA here. */
    private static boolean carries(String protocol, String suite) {
        boolean modern = !suite.contains("_WITH_");
        if (modern || protocol.equals("TLSv1.3")) {
            return modern && protocol.equals("TLSv1.3") && !suite.endsWith("SCSV");
        }
        if (protocol.equals("TLSv1.2")) {
            return !suite.matches(".*(_EXPORT_|_WITH_DES_|_DSS_).*");
        }
        boolean export = suite.contains("_EXPORT_") && !protocol.equals("TLSv1");
        return !export && !suite.matches(".*(_DSS_.*|_SHA256|_SHA384)");
    }
}
