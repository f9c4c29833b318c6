import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Target;

/// Generates the jOOQ table classes: migrates throw-away SQLite files with the project's own migrations and reads them back.
///
/// Arguments: the migrations folder, the stem of the throw-away database files, the output folder.
void main(String[] args) throws Exception {
    for (String set : List.of("state", "index")) {
        generate(Path.of(args[0]).resolve(set), Path.of(args[1] + "-" + set), Path.of(args[2]), set);
    }
}

void generate(Path migrations, Path database, Path output, String set) throws Exception {
    Files.createDirectories(database.getParent());
    for (String suffix : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(Path.of(database + suffix));
    }
    String url = "jdbc:sqlite:" + database;
    Flyway.configure()
            .dataSource(url, null, null)
            .locations("filesystem:" + migrations.resolve("common"), "filesystem:" + migrations.resolve("sqlite"))
            .placeholders(Map.of("blob", "blob", "clustered", " without rowid"))
            .load()
            .migrate();
    GenerationTool.generate(new Configuration()
            .withJdbc(new Jdbc().withDriver("org.sqlite.JDBC").withUrl(url))
            .withGenerator(new Generator()
                    .withDatabase(new Database()
                            .withName("org.jooq.meta.sqlite.SQLiteDatabase")
                            .withIncludes(".*")
                            .withExcludes("flyway_.*|sqlite_.*|.*_fts.*")
                            .withInputSchema("")
                            .withOutputSchemaToDefault(true))
                    .withGenerate(new Generate()
                            .withGeneratedAnnotation(false)
                            .withGlobalSchemaReferences(false)
                            .withGlobalCatalogReferences(false))
                    .withTarget(new Target()
                            .withPackageName("dev.postern.broker.store.sql.tables." + set)
                            .withDirectory(output.toString()))));
}
