package dev.postern.broker.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import io.javalin.json.JavalinJackson;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/// The HTTP edge: HTTP/1.1, a virtual thread a request, every route behind the [Gate].
public final class HttpServer implements AutoCloseable {

    private static final long LARGEST_BODY_BYTES = 1024 * 1024;
    private static final int LARGEST_HEADER_BYTES = 16 * 1024;
    private static final long IDLE_MILLIS = 30_000;

    private final Site site;
    private final Javalin javalin;
    private final RouteTable table;

    private HttpServer(Site site, Javalin javalin, RouteTable table) {
        this.site = site;
        this.javalin = javalin;
        this.table = table;
    }

    /// Binds the port and serves `table`.
    ///
    /// @throws IllegalStateException if the port is taken, with one sentence naming it and the remedy
    public static HttpServer start(HttpConfig config, Site site, Gate gate, RouteTable table) {
        table.get("/*", Right.ANYONE, new WebFiles()::serve);
        Javalin javalin =
                Javalin.create(
                        javalinConfig -> configure(javalinConfig, config, site, gate, table));
        try {
            javalin.start();
        } catch (RuntimeException e) {
            javalin.stop();
            throw new IllegalStateException(
                    "cannot listen for HTTP on "
                            + config.host()
                            + ":"
                            + config.port()
                            + ": "
                            + rootMessage(e)
                            + "; stop what uses it or choose another port (0 takes a free one)",
                    e);
        }
        site.listensOn(javalin.port());
        return new HttpServer(site, javalin, table);
    }

    /// Everything that is served.
    public List<RouteTable.Route> routes() {
        return table.routes();
    }

    /// The port listened on.
    public int port() {
        return javalin.port();
    }

    /// The address people open, without a trailing slash.
    public String url() {
        return site.url();
    }

    /// Stops listening and ends running requests.
    @Override
    public void close() {
        javalin.stop();
    }

    private static void configure(
            JavalinConfig javalin, HttpConfig config, Site site, Gate gate, RouteTable table) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.concurrency.useVirtualThreads = true;
        javalin.http.maxRequestSize = LARGEST_BODY_BYTES;
        javalin.http.prefer405over404 = true;
        javalin.jsonMapper(new JavalinJackson(ApiJson.MAPPER, true));
        javalin.jetty.addConnector((server, ignored) -> connector(server, config));
        javalin.routes.before(context -> {
            SecurityHeaders.set(context, site.isSecure());
            RequestId.echo(context);
            if (!site.isOwnHost(context.header("Host"))) {
                context.skipRemainingHandlers();
                throw new ApiException(
                        421,
                        "foreign_host",
                        "This server does not answer to that host name.",
                        "Open " + site.url() + " instead.");
            }
        });
        for (RouteTable.Route route : table.routes()) {
            javalin.routes.addHttpHandler(route.method(), route.path(), guarded(gate, route));
        }
        ErrorAnswers.addTo(javalin.routes);
    }

    private static Handler guarded(Gate gate, RouteTable.Route route) {
        return context -> {
            gate.pass(context, route.right());
            if (route.path().startsWith("/api/") && context.contentLength() > LARGEST_BODY_BYTES) {
                throw new ApiException(
                        413, "too_large", "The request's body is larger than 1 MiB.", "Send less.");
            }
            route.handler().handle(context);
        };
    }

    private static Connector connector(Server server, HttpConfig config) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(LARGEST_HEADER_BYTES);
        ServerConnector connector;
        Path certificate = config.certificate();
        Path key = config.key();
        if (certificate != null && key != null) {
            http.addCustomizer(new SecureRequestCustomizer(false));
            SslContextFactory.Server tls = new SslContextFactory.Server();
            try {
                tls.setKeyStore(PemKeyStore.read(certificate, key));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            tls.setKeyStorePassword("");
            tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
            connector =
                    new ServerConnector(
                            server,
                            new SslConnectionFactory(tls, "http/1.1"),
                            new HttpConnectionFactory(http));
        } else {
            connector = new ServerConnector(server, new HttpConnectionFactory(http));
        }
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        return connector;
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
