package dev.postern.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Texts that are the same in every pack.
final class PackResource {

    private PackResource() {}

    static String text(String name) {
        try (InputStream in = PackResource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read from the program", e);
        }
    }
}
