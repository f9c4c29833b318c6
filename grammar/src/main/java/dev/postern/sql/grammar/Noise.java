package dev.postern.sql.grammar;

import dev.postern.sql.Fingerprints;
import dev.postern.sql.NoisePack;
import dev.postern.sql.SqlText;
import dev.postern.sql.grammar.Reading.Parsed;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Which statements tools ask on their own, so that what people did stands out.
///
/// Shapes that are known have the name of their tool ([NoisePack]). Of others, what only reads the catalog has the class
/// `catalog`: by the grammar, with functions that are known to tell and not to do. Where the catalog holds secrets or
/// what others do, reading it is never noise.
public final class Noise {

    /// What is no noise.
    public static final String NONE = "";

    /// What reads the catalog only, and is no known tool's.
    public static final String CATALOG = "catalog";

    /// What drivers and libraries send to set themselves up.
    public static final String DRIVER = "driver";

    private static final String SCHEMA = "pg_catalog.";

    /// Relations of `pg_catalog` that are the catalog without their schema too: nobody may have tables of all names that
    /// begin with `pg_`.
    private static final Set<String> RELATIONS =
            Set.of(
                    ("pg_aggregate pg_am pg_amop pg_amproc pg_attrdef pg_attribute pg_auth_members"
                         + " pg_cast pg_class pg_collation pg_constraint pg_conversion pg_database"
                         + " pg_db_role_setting pg_default_acl pg_depend pg_description pg_enum"
                         + " pg_event_trigger pg_extension pg_foreign_data_wrapper"
                         + " pg_foreign_server pg_foreign_table pg_index pg_inherits pg_init_privs"
                         + " pg_language pg_largeobject_metadata pg_namespace pg_opclass"
                         + " pg_operator pg_opfamily pg_parameter_acl pg_partitioned_table"
                         + " pg_policy pg_proc pg_publication pg_publication_namespace"
                         + " pg_publication_rel pg_range pg_rewrite pg_seclabel pg_sequence"
                         + " pg_shdepend pg_shdescription pg_shseclabel pg_statistic_ext"
                         + " pg_tablespace pg_transform pg_trigger pg_ts_config pg_ts_config_map"
                         + " pg_ts_dict pg_ts_parser pg_ts_template pg_type pg_roles pg_group"
                         + " pg_settings pg_indexes pg_matviews pg_policies pg_publication_tables"
                         + " pg_rules pg_seclabels pg_sequences pg_tables pg_timezone_abbrevs"
                         + " pg_timezone_names pg_user pg_views pg_available_extensions"
                         + " pg_available_extension_versions pg_get_keywords pg_stat_gssapi"
                         + " pg_stat_ssl")
                            .split(" "));

    private static final Set<String> FUNCTIONS =
            Set.of(
                    ("acldefault aclexplode array_agg array_length array_lower array_position"
                         + " array_remove array_to_string array_upper btrim cardinality char_length"
                         + " coalesce col_description concat count current_database current_schema"
                         + " current_schemas current_setting format format_type generate_series"
                         + " generate_subscripts getdatabaseencoding has_any_column_privilege"
                         + " has_column_privilege has_database_privilege has_function_privilege"
                         + " has_schema_privilege has_sequence_privilege has_table_privilege"
                         + " has_tablespace_privilege has_type_privilege json_agg jsonb_agg"
                         + " json_build_object jsonb_build_object left length lower lpad ltrim max"
                         + " min mod nullif obj_description pg_backend_pid pg_char_to_encoding"
                         + " pg_column_is_updatable pg_database_size pg_describe_object"
                         + " pg_encoding_to_char pg_encoding_max_length pg_has_role"
                         + " pg_identify_object pg_index_column_has_property pg_index_has_property"
                         + " pg_indexam_has_property pg_indexes_size pg_is_in_recovery"
                         + " pg_is_other_temp_schema pg_my_temp_schema pg_options_to_table"
                         + " pg_partition_ancestors pg_partition_tree pg_partition_root"
                         + " pg_postmaster_start_time pg_relation_filenode pg_relation_filepath"
                         + " pg_relation_is_publishable pg_relation_is_updatable pg_relation_size"
                         + " pg_sequence_parameters pg_size_pretty pg_table_size"
                         + " pg_tablespace_databases pg_tablespace_location pg_tablespace_size"
                         + " pg_total_relation_size pg_typeof position quote_ident quote_literal"
                         + " regexp_replace replace reverse right row_number row_to_json rpad rtrim"
                         + " shobj_description split_part string_agg string_to_array strpos substr"
                         + " substring sum to_regclass to_regtype to_char translate trim"
                         + " ts_token_type unnest upper version")
                            .split(" "));

    private static final Pattern FUNCTION_FAMILIES =
            Pattern.compile("pg_get_[a-z_]+|pg_[a-z_]+_is_visible|_pg_[a-z_]+");

    private static final Pattern SETTING =
            Pattern.compile(
                    "(?is)set\\s+(session\\s+)?(extra_float_digits|application_name"
                            + "|client_encoding|names|datestyle|intervalstyle|timezone|time\\s+zone"
                            + "|client_min_messages|standard_conforming_strings|bytea_output"
                            + "|statement_timeout|lock_timeout|idle_in_transaction_session_timeout"
                            + "|transaction_timeout|synchronize_seqscans|quote_all_identifiers"
                            + "|session\\s+characteristics)\\b.*");

    private Noise() {}

    /// The class of a statement, [#NONE] for what somebody may have meant.
    public static String of(String sql, Reading reading) {
        if (!(reading instanceof Parsed parsed) || parsed.statements().size() != 1) {
            return NONE;
        }
        Statement statement = parsed.statements().getFirst();
        if (!mayBe(statement.verb())) {
            return NONE;
        }
        String tool = NoisePack.tool(Fingerprints.of(sql)).orElse(NONE);
        if (!tool.isEmpty()) {
            return tool;
        }
        if (isAlive(sql)) {
            return DRIVER;
        }
        return !statement.reads().isEmpty() && isAsked(sql, statement) ? CATALOG : NONE;
    }

    private static boolean mayBe(String verb) {
        return verb.equals("SELECT") || verb.equals("SET") || verb.equals("SHOW");
    }

    /// Asks whether the connection is alive. Its shape is that of every constant.
    private static boolean isAlive(String sql) {
        if (sql.length() > 20) {
            return false;
        }
        String text = sql.strip().toLowerCase(Locale.ROOT);
        return text.equals("select 1") || text.equals("select 1;");
    }

    /// Whether a statement asks for nothing but what the database is, or sets up how the client is talked to.
    static boolean isAsked(String sql, Statement statement) {
        return switch (statement.verb()) {
            case "SELECT" ->
                    statement.writes().isEmpty()
                            && statement.outside().isEmpty()
                            && statement.reads().stream().allMatch(Noise::isCatalog)
                            && statement.functions().stream().allMatch(Noise::tells)
                            && !(statement.reads().isEmpty() && statement.functions().isEmpty());
            case "SET" -> SETTING.matcher(SqlText.of(sql).shape()).matches();
            case "SHOW" -> true;
            default -> false;
        };
    }

    private static boolean isCatalog(String relation) {
        if (relation.startsWith("information_schema.")) {
            return !relation.contains("user_mapping");
        }
        return RELATIONS.contains(
                relation.startsWith(SCHEMA) ? relation.substring(SCHEMA.length()) : relation);
    }

    private static boolean tells(String function) {
        String name = function.startsWith(SCHEMA) ? function.substring(SCHEMA.length()) : function;
        name = name.startsWith("information_schema.") ? name.substring(19) : name;
        return FUNCTIONS.contains(name) || FUNCTION_FAMILIES.matcher(name).matches();
    }
}
