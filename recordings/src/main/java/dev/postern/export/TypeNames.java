package dev.postern.export;

import java.util.Map;
import java.util.Set;

/// Names and alignment of PostgreSQL's built-in types, by OID.
///
/// Source: src/include/catalog/pg_type.dat of PostgreSQL 17; alignment as in psql's `column_type_alignment`.
public final class TypeNames {

    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(16, "bool"),
                    Map.entry(17, "bytea"),
                    Map.entry(18, "char"),
                    Map.entry(19, "name"),
                    Map.entry(20, "int8"),
                    Map.entry(21, "int2"),
                    Map.entry(22, "int2vector"),
                    Map.entry(23, "int4"),
                    Map.entry(24, "regproc"),
                    Map.entry(25, "text"),
                    Map.entry(26, "oid"),
                    Map.entry(27, "tid"),
                    Map.entry(28, "xid"),
                    Map.entry(29, "cid"),
                    Map.entry(30, "oidvector"),
                    Map.entry(114, "json"),
                    Map.entry(142, "xml"),
                    Map.entry(143, "xml[]"),
                    Map.entry(194, "pg_node_tree"),
                    Map.entry(199, "json[]"),
                    Map.entry(600, "point"),
                    Map.entry(601, "lseg"),
                    Map.entry(602, "path"),
                    Map.entry(603, "box"),
                    Map.entry(604, "polygon"),
                    Map.entry(628, "line"),
                    Map.entry(650, "cidr"),
                    Map.entry(700, "float4"),
                    Map.entry(701, "float8"),
                    Map.entry(705, "unknown"),
                    Map.entry(718, "circle"),
                    Map.entry(774, "macaddr8"),
                    Map.entry(790, "money"),
                    Map.entry(829, "macaddr"),
                    Map.entry(869, "inet"),
                    Map.entry(1000, "bool[]"),
                    Map.entry(1001, "bytea[]"),
                    Map.entry(1002, "char[]"),
                    Map.entry(1003, "name[]"),
                    Map.entry(1005, "int2[]"),
                    Map.entry(1007, "int4[]"),
                    Map.entry(1009, "text[]"),
                    Map.entry(1014, "bpchar[]"),
                    Map.entry(1015, "varchar[]"),
                    Map.entry(1016, "int8[]"),
                    Map.entry(1021, "float4[]"),
                    Map.entry(1022, "float8[]"),
                    Map.entry(1028, "oid[]"),
                    Map.entry(1033, "aclitem"),
                    Map.entry(1034, "aclitem[]"),
                    Map.entry(1042, "bpchar"),
                    Map.entry(1043, "varchar"),
                    Map.entry(1082, "date"),
                    Map.entry(1083, "time"),
                    Map.entry(1114, "timestamp"),
                    Map.entry(1115, "timestamp[]"),
                    Map.entry(1182, "date[]"),
                    Map.entry(1184, "timestamptz"),
                    Map.entry(1185, "timestamptz[]"),
                    Map.entry(1186, "interval"),
                    Map.entry(1231, "numeric[]"),
                    Map.entry(1266, "timetz"),
                    Map.entry(1560, "bit"),
                    Map.entry(1562, "varbit"),
                    Map.entry(1700, "numeric"),
                    Map.entry(1790, "refcursor"),
                    Map.entry(2202, "regprocedure"),
                    Map.entry(2205, "regclass"),
                    Map.entry(2206, "regtype"),
                    Map.entry(2249, "record"),
                    Map.entry(2278, "void"),
                    Map.entry(2950, "uuid"),
                    Map.entry(2951, "uuid[]"),
                    Map.entry(3220, "pg_lsn"),
                    Map.entry(3614, "tsvector"),
                    Map.entry(3615, "tsquery"),
                    Map.entry(3802, "jsonb"),
                    Map.entry(3807, "jsonb[]"),
                    Map.entry(3904, "int4range"),
                    Map.entry(3906, "numrange"),
                    Map.entry(3908, "tsrange"),
                    Map.entry(3910, "tstzrange"),
                    Map.entry(3912, "daterange"),
                    Map.entry(3926, "int8range"),
                    Map.entry(4072, "jsonpath"),
                    Map.entry(4089, "regnamespace"),
                    Map.entry(4096, "regrole"),
                    Map.entry(5069, "xid8"));

    private static final Set<Integer> RIGHT_ALIGNED =
            Set.of(20, 21, 23, 26, 28, 29, 700, 701, 790, 1700, 5069);

    private TypeNames() {}

    /// The name of the type; `unspecified` for 0 and `oid 16433` for a type that is not built in.
    public static String of(int oid) {
        if (oid == 0) {
            return "unspecified";
        }
        String name = NAMES.get(oid);
        return name != null ? name : "oid " + Integer.toUnsignedString(oid);
    }

    /// Whether psql aligns values of the type to the right.
    public static boolean isRightAligned(int oid) {
        return RIGHT_ALIGNED.contains(oid);
    }
}
