package dev.postern.pgwire.track;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The Java charsets of PostgreSQL's client encodings.
///
/// Source: PostgreSQL manual, "PostgreSQL Character Sets".
final class ClientEncodings {
    private ClientEncodings() {}

    /// The charset of an encoding; SQL_ASCII and those that Java lacks are read as UTF-8, whose foreign bytes survive as
    /// replacement characters.
    static Charset charset(String encoding) {
        String name = encoding.toUpperCase(Locale.ROOT);
        String java =
                switch (name) {
                    case "EUC_JP", "EUC_JIS_2004" -> "EUC-JP";
                    case "EUC_CN" -> "GB2312";
                    case "EUC_KR" -> "EUC-KR";
                    case "EUC_TW" -> "x-EUC-TW";
                    case "SJIS", "SHIFT_JIS_2004" -> "windows-31j";
                    case "BIG5" -> "Big5";
                    case "GBK" -> "GBK";
                    case "GB18030" -> "GB18030";
                    case "UHC" -> "x-windows-949";
                    case "JOHAB" -> "x-Johab";
                    case "KOI8R" -> "KOI8-R";
                    case "KOI8U" -> "KOI8-U";
                    default -> single(name);
                };
        return Charset.isSupported(java) ? Charset.forName(java) : StandardCharsets.UTF_8;
    }

    private static String single(String name) {
        if (name.startsWith("WIN")) {
            return name.equals("WIN866")
                    ? "IBM866"
                    : name.equals("WIN874") ? "x-windows-874" : "windows-" + name.substring(3);
        }
        if (name.startsWith("ISO_8859_")) {
            return "ISO-8859-" + name.substring(9);
        }
        return switch (name) {
            case "LATIN1" -> "ISO-8859-1";
            case "LATIN2" -> "ISO-8859-2";
            case "LATIN3" -> "ISO-8859-3";
            case "LATIN4" -> "ISO-8859-4";
            case "LATIN5" -> "ISO-8859-9";
            case "LATIN7" -> "ISO-8859-13";
            case "LATIN9" -> "ISO-8859-15";
            case "LATIN10" -> "ISO-8859-16";
            default -> "UTF-8";
        };
    }
}
