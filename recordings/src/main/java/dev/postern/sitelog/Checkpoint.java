package dev.postern.sitelog;

/// What a log says about itself at one size.
///
/// @param origin which log
/// @param size   number of leaves
/// Source: C2SP tlog-checkpoint
public record Checkpoint(String origin, long size, TreeHash root) {

    /// The checkpoint in the text of a note; extension lines are passed over.
    ///
    /// @throws MalformedLogException if it is none
    public static Checkpoint parse(SignedNote note) throws MalformedLogException {
        String[] lines = note.text().split("\n", -1);
        if (lines.length < 4) {
            throw new MalformedLogException("a checkpoint has fewer than three lines");
        }
        if (lines[0].isEmpty()) {
            throw new MalformedLogException("a checkpoint has no origin");
        }
        for (int i = 0; i < lines.length - 1; i++) {
            if (lines[i].isEmpty()) {
                throw new MalformedLogException("a checkpoint has an empty line");
            }
        }
        return new Checkpoint(
                lines[0],
                Texts.number(lines[1], "the size in a checkpoint"),
                TreeHash.ofBase64(lines[2]));
    }

    /// The text of the checkpoint's note.
    public String text() {
        return origin + "\n" + size + "\n" + root.base64() + "\n";
    }
}
