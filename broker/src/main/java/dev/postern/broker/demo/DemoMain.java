package dev.postern.broker.demo;

import dev.postern.broker.base.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// The entry point of `postern demo`. Exit codes: 0 every step held, 1 a step failed, 2 usage.
public final class DemoMain {

    private static final Logger LOG = LoggerFactory.getLogger(DemoMain.class);

    private DemoMain() {}

    public static void main(String[] args) {
        List<String> arguments = Arrays.asList(args);
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(DemoOptions.HELP);
            return;
        }
        System.exit(run(arguments));
    }

    private static int run(List<String> arguments) {
        String postern = System.getenv().getOrDefault("POSTERN_COMMAND", "postern");
        try {
            Path folder = Path.of(postern).toAbsolutePath().getParent();
            DemoOptions options =
                    DemoOptions.parse(
                            arguments, folder == null ? Path.of(".") : folder, System.getenv());
            Demo demo = new Demo(options, postern, System.out, Ticker.system());
            Thread ending = new Thread(demo::close, "demo-ending");
            Runtime.getRuntime().addShutdownHook(ending);
            demo.run();
            if (!options.once()) {
                new CountDownLatch(1).await();
            }
            return 0;
        } catch (UsageException e) {
            System.err.println("postern: " + e.getMessage());
            return 2;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (Exception e) {
            System.err.println("postern: " + e.getMessage());
            LOG.atDebug().setCause(e).log("the demo failed");
            return 1;
        }
    }
}
