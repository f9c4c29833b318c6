package dev.postern.cli.player;

import java.util.List;

/// What keys do: the one list that the player, its `?` and the documentation are made of.
enum Act {
    PLAY("play or pause", "space"),
    NEXT("next statement", "j", "down"),
    PREVIOUS("previous statement", "k", "up"),
    NEXT_ERROR("next error", "e"),
    PREVIOUS_ERROR("previous error", "E"),
    NEXT_WRITE("next write", "w"),
    PREVIOUS_WRITE("previous write", "W"),
    NEXT_CHAPTER(
            "next chapter: a mark, a transaction, or what follows five minutes of nothing", "]"),
    PREVIOUS_CHAPTER("previous chapter", "["),
    TRANSACTION("begin of the next transaction", "t"),
    SEEK("0 to 90 % of the statements", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
    FIRST("first statement", "gg", "home"),
    LAST("last statement", "G", "end"),
    FASTER("faster", ">"),
    SLOWER("slower", "<"),
    IDLE("fold pauses, or keep them in real time", "i"),
    NOISE("fold what tools asked on their own, or show it", "z"),
    OPEN("open the statement with its result, close it again", "enter"),
    PAGE_DOWN("a page down in what is open", "pgdn"),
    PAGE_UP("a page up in what is open", "pgup"),
    RIGHT("to the right in what is open", "right"),
    LEFT("to the left in what is open", "left"),
    FIND("find: words or a filter, as for search", "/"),
    NEXT_MATCH("next match", "n"),
    PREVIOUS_MATCH("previous match", "N"),
    COPY_SQL("copy the SQL to the clipboard, where the terminal lets programs do that", "y"),
    COPY_LINK("show the link of this moment, and copy it", "Y"),
    FOLLOW("follow a session that runs", "l"),
    KEYS("these keys", "?"),
    BACK("close what is open; forget what was looked for", "esc"),
    LEAVE("leave", "q"),
    INTERRUPT("leave with exit code 130", "ctrl-c");

    /// What the browser has besides.
    static final String ELSEWHERE =
            "Messages and bytes, comments, bookmarks, reviews and unmasking: in the browser, see"
                    + " postern open.";

    private final String about;
    private final String keys;

    Act(String about, String... keys) {
        this.about = about;
        this.keys = String.join(" ", keys);
    }

    String about() {
        return about;
    }

    /// The names of its keys.
    List<String> keys() {
        return List.of(keys.split(" "));
    }

    /// Its keys as people read them.
    String label() {
        return this == SEEK ? "0 … 9" : String.join(", ", keys().stream().map(Act::label).toList());
    }

    private static String label(String key) {
        return switch (key) {
            case "space" -> "Space";
            case "enter" -> "Enter";
            case "esc" -> "Esc";
            case "ctrl-c" -> "Ctrl-C";
            case "pgdn" -> "PgDn";
            case "pgup" -> "PgUp";
            case "home" -> "Home";
            case "end" -> "End";
            case "up" -> "↑";
            case "down" -> "↓";
            case "left" -> "←";
            case "right" -> "→";
            case "gg" -> "g g";
            default -> key;
        };
    }
}
