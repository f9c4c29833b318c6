package dev.postern.cli;

/// The entry point of the `postern` command.
public final class PosternMain {

    private PosternMain() {}

    public static void main(String[] args) {
        System.out.println("postern");
    }
}
