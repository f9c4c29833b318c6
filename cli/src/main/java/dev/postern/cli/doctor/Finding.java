package dev.postern.cli.doctor;

/// What one check found.
///
/// @param subject what was checked, in a word
/// @param text    what is
/// @param remedy  what to do; empty if nothing
record Finding(Grade grade, String subject, String text, String remedy) {

    enum Grade {
        OK("ok"),
        WARNING("warn"),
        WRONG("WRONG");

        private final String label;

        Grade(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    static Finding ok(String subject, String text) {
        return new Finding(Grade.OK, subject, text, "");
    }

    static Finding warning(String subject, String text, String remedy) {
        return new Finding(Grade.WARNING, subject, text, remedy);
    }

    static Finding wrong(String subject, String text, String remedy) {
        return new Finding(Grade.WRONG, subject, text, remedy);
    }
}
