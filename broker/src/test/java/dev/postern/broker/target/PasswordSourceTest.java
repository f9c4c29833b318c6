package dev.postern.broker.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

final class PasswordSourceTest {

    private static final Target.Host HOST = new Target.Host("db1", 5432);

    @TempDir Path folder;

    @Test
    void file_isReadAtEveryLogin() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "one\n");
        FilePassword password = new FilePassword(file);
        assertThat(password.password(HOST, "app").reveal()).isEqualTo("one");

        Files.writeString(file, "two\n");

        assertThat(password.password(HOST, "app").reveal()).isEqualTo("two");
    }

    @Test
    void emptyFile_isNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "\n");

        assertThatExceptionOfType(PasswordException.class)
                .isThrownBy(() -> new FilePassword(file).password(HOST, "app"))
                .withMessage("the password file " + file + " is empty");
    }

    @Test
    void command_isRunAgainWhenItsAnswerIsOld() throws Exception {
        Path counter = folder.resolve("runs");
        AtomicLong nanos = new AtomicLong();
        CommandPassword password =
                new CommandPassword(
                        List.of("sh", "-c", "echo x >> " + counter + "; grep -c x " + counter),
                        nanos::get);

        assertThat(password.password(HOST, "app").reveal()).isEqualTo("1");
        assertThat(password.password(HOST, "app").reveal()).isEqualTo("1");
        nanos.set(CommandPassword.FRESH.toNanos());
        assertThat(password.password(HOST, "app").reveal()).isEqualTo("2");
    }

    @Test
    void commandThatFails_isNamedWithoutItsArguments() {
        assertThatExceptionOfType(PasswordException.class)
                .isThrownBy(() ->
                        new CommandPassword(List.of("sh", "-c", "echo secret; exit 3"), () -> 0)
                                .password(HOST, "app"))
                .withMessage("the password command sh ended with code 3");
        assertThatExceptionOfType(PasswordException.class)
                .isThrownBy(() ->
                        new CommandPassword(List.of("sh", "-c", "true"), () -> 0)
                                .password(HOST, "app"))
                .withMessage("the password command sh printed nothing");
        assertThatExceptionOfType(PasswordException.class)
                .isThrownBy(() ->
                        new CommandPassword(List.of("/does/not/exist"), () -> 0)
                                .password(HOST, "app"))
                .withMessageStartingWith("the password command /does/not/exist cannot be run");
    }
}
