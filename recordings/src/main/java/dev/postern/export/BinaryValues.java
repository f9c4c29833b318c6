package dev.postern.export;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// Reads the binary form of the types that drivers commonly ask for, and writes what the server's text form would be
/// with `DateStyle` ISO and `TimeZone` UTC.
///
/// Source: the `*send` functions of the PostgreSQL 17 server.
final class BinaryValues {

    private static final LocalDateTime EPOCH = LocalDateTime.of(2000, 1, 1, 0, 0);
    private static final int NUMERIC_NEGATIVE = 0x4000;
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("HH:mm:ss")
                    .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
                    .toFormatter();

    private BinaryValues() {}

    /// The text of a value, or null if the type is not known here or the bytes are not of its form.
    static @Nullable String decode(int typeOid, ByteBuffer value, ClientEncoding encoding) {
        try {
            String text = read(typeOid, value, encoding);
            return value.hasRemaining() ? null : text;
        } catch (BufferUnderflowException | DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable String read(int typeOid, ByteBuffer in, ClientEncoding encoding) {
        return switch (typeOid) {
            case 16 -> in.get() == 0 ? "f" : "t";
            case 17 -> bytea(in);
            case 18, 19, 25, 114, 142, 705, 1042, 1043 -> text(in, encoding);
            case 20 -> Long.toString(in.getLong());
            case 21 -> Short.toString(in.getShort());
            case 23 -> Integer.toString(in.getInt());
            case 24, 26, 28, 29, 2202, 2205, 2206, 4089, 4096 ->
                    Integer.toUnsignedString(in.getInt());
            case 700 -> floating(Float.toString(in.getFloat()), 6);
            case 701 -> floating(Double.toString(in.getDouble()), 15);
            case 1082 -> date(in.getInt());
            case 1083 -> LocalTime.MIN.plus(in.getLong(), ChronoUnit.MICROS).format(TIME);
            case 1114 -> timestamp(in.getLong(), "");
            case 1184 -> timestamp(in.getLong(), "+00");
            case 1186 -> interval(in.getLong(), in.getInt(), in.getInt());
            case 1700 -> numeric(in);
            case 2278 -> "";
            case 2950 -> new UUID(in.getLong(), in.getLong()).toString();
            case 3802 -> in.get() == 1 ? text(in, encoding) : null;
            case 5069 -> Long.toUnsignedString(in.getLong());
            default -> null;
        };
    }

    private static @Nullable String text(ByteBuffer in, ClientEncoding encoding) {
        ClientEncoding.Decoded decoded = encoding.decode(in);
        in.position(in.limit());
        return decoded.clean() ? decoded.text() : null;
    }

    private static String bytea(ByteBuffer in) {
        String hex = ValueText.hex(in);
        in.position(in.limit());
        return hex;
    }

    private static String floating(String java, int plainDigits) {
        switch (java) {
            case "NaN", "Infinity", "-Infinity" -> {
                return java;
            }
            default -> {}
        }
        BigDecimal value = new BigDecimal(java).stripTrailingZeros();
        if (value.signum() == 0) {
            return java.startsWith("-") ? "-0" : "0";
        }
        int exponent = value.precision() - value.scale() - 1;
        if (exponent >= -4 && exponent < plainDigits) {
            return value.toPlainString();
        }
        String digits = value.unscaledValue().abs().toString();
        String mantissa =
                digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (value.signum() < 0 ? "-" : "")
                + mantissa
                + "e"
                + (exponent < 0 ? "-" : "+")
                + String.format("%02d", Math.abs(exponent));
    }

    private static String date(int days) {
        if (days == Integer.MAX_VALUE) {
            return "infinity";
        }
        if (days == Integer.MIN_VALUE) {
            return "-infinity";
        }
        return day(EPOCH.toLocalDate().plusDays(days), "");
    }

    private static String timestamp(long micros, String zone) {
        if (micros == Long.MAX_VALUE) {
            return "infinity";
        }
        if (micros == Long.MIN_VALUE) {
            return "-infinity";
        }
        LocalDateTime time = EPOCH.plus(micros, ChronoUnit.MICROS);
        return day(time.toLocalDate(), " " + time.toLocalTime().format(TIME) + zone);
    }

    private static String day(LocalDate date, String rest) {
        int year = date.getYear();
        String text =
                String.format(
                        "%04d-%02d-%02d",
                        year > 0 ? year : 1 - year, date.getMonthValue(), date.getDayOfMonth());
        return text + rest + (year > 0 ? "" : " BC");
    }

    private static String interval(long micros, int days, int months) {
        StringBuilder text = new StringBuilder();
        appendUnit(text, months / 12, "year");
        appendUnit(text, months % 12, "mon");
        appendUnit(text, days, "day");
        if (micros != 0 || text.isEmpty()) {
            if (!text.isEmpty()) {
                text.append(' ');
            }
            long absolute = Math.absExact(micros);
            long seconds = absolute / 1_000_000;
            text.append(micros < 0 ? "-" : "")
                    .append(
                            String.format(
                                    "%02d:%02d:%02d",
                                    seconds / 3600, seconds / 60 % 60, seconds % 60));
            long fraction = absolute % 1_000_000;
            if (fraction != 0) {
                text.append('.').append(String.format("%06d", fraction).replaceAll("0+$", ""));
            }
        }
        return text.toString();
    }

    private static void appendUnit(StringBuilder text, int count, String unit) {
        if (count == 0) {
            return;
        }
        if (!text.isEmpty()) {
            text.append(' ');
        }
        text.append(count).append(' ').append(unit).append(count == 1 ? "" : "s");
    }

    /// Int16 ndigits, Int16 weight, Int16 sign, Int16 dscale, then ndigits of Int16 in base 10000.
    private static @Nullable String numeric(ByteBuffer in) {
        int count = in.getShort() & 0xffff;
        int weight = in.getShort();
        int sign = in.getShort() & 0xffff;
        int scale = in.getShort() & 0xffff;
        switch (sign) {
            case 0xC000 -> {
                return "NaN";
            }
            case 0xD000 -> {
                return "Infinity";
            }
            case 0xF000 -> {
                return "-Infinity";
            }
            default -> {}
        }
        if ((sign != 0 && sign != NUMERIC_NEGATIVE)
                || count * 2 != in.remaining()
                || scale > 0x3fff) {
            return null;
        }
        StringBuilder digits = new StringBuilder("0");
        for (int i = 0; i < count; i++) {
            int digit = in.getShort();
            if (digit < 0 || digit > 9999) {
                return null;
            }
            digits.append(String.format("%04d", digit));
        }
        BigDecimal value =
                new BigDecimal(new BigInteger(digits.toString()), (count - 1 - weight) * 4)
                        .setScale(scale, java.math.RoundingMode.DOWN);
        return (sign == NUMERIC_NEGATIVE ? value.negate() : value).toPlainString();
    }
}
