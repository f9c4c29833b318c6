package dev.postern.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.cli.console.CliException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

final class ServiceFileTest {

    @TempDir Path folder;

    @Test
    void write_besideForeignSections_leavesThemAlone() throws Exception {
        Path file = folder.resolve("pg_service.conf");
        Files.writeString(file, "[mine]\nhost=a\n# END of mine");
        ServiceFile services = new ServiceFile(file);

        services.write(List.of(service("orders"), service("shop")));
        services.write(List.of(service("orders")));
        Files.writeString(file, Files.readString(file) + "[later]\nhost=b\n");
        services.write(List.of(service("shop")));

        assertThat(Files.readString(file))
                .startsWith("[mine]\nhost=a\n# END of mine\n")
                .contains("[later]\nhost=b\n")
                .contains(
                        "[postern-shop]\n"
                                + "host=db.example\n"
                                + "port=6432\n"
                                + "dbname=shop\n"
                                + "user=app_read\n"
                                + "sslmode=verify-full\n")
                .doesNotContain("postern-orders");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void write_nothing_removesOnlyOurs() throws Exception {
        Path file = folder.resolve("pg_service.conf");
        Files.writeString(file, "[mine]\nhost=a\n");
        ServiceFile services = new ServiceFile(file);

        services.write(List.of(service("orders")));
        services.write(List.of());

        assertThat(Files.readString(file)).isEqualTo("[mine]\nhost=a\n");
    }

    @Test
    void write_endMarkerMissing_refusesAndChangesNothing() throws Exception {
        Path file = folder.resolve("pg_service.conf");
        ServiceFile services = new ServiceFile(file);
        services.write(List.of(service("orders")));
        String damaged = Files.readString(file).replace("# END postern", "");
        Files.writeString(file, damaged);

        assertThatThrownBy(() -> services.write(List.of())).isInstanceOf(CliException.class);
        assertThat(Files.readString(file)).isEqualTo(damaged);
    }

    @Test
    void write_settingWithALineFeed_isRefused() {
        ServiceFile.Service evil =
                new ServiceFile.Service(
                        "orders",
                        "db.example\npassfile=/x",
                        6432,
                        "shop",
                        "r",
                        new TargetFiles(folder));

        assertThatThrownBy(() -> new ServiceFile(folder.resolve("s")).write(List.of(evil)))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("control character");
    }

    private ServiceFile.Service service(String target) {
        return new ServiceFile.Service(
                target,
                "db.example",
                6432,
                "shop",
                "app_read",
                new TargetFiles(folder.resolve(target)));
    }
}
