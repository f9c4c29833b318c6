package dev.postern.broker.target;

import dev.postern.broker.base.Secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A password in a file, read at every login; white space around it does not count.
public record FilePassword(Path file) implements PasswordSource {

    @Override
    public Secret password(Target.Host host, String databaseRole) throws PasswordException {
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new PasswordException("the password file " + file + " is empty");
            }
            return Secret.of(text);
        } catch (IOException e) {
            throw new PasswordException("the password file " + file + " cannot be read", e);
        }
    }
}
