package dev.postern.sql.grammar;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.CodeSection;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;

import dev.postern.sql.grammar.wasm.PgQuery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// One instance of PostgreSQL's parser: libpg_query, compiled to WebAssembly and from there to classes.
///
/// It belongs to one thread at a time. After an exception it must not be used again.
final class PgParser {

    /// What the parser says: a tree, or where it stopped.
    ///
    /// @param json     the tree, UTF-8; empty if the text is not SQL
    /// @param position which character of the text could not be read, counted from 0; -1 if the text is SQL
    record Answer(byte[] json, int position) {}

    // Functions of this build that are larger than a Java method may be: what writes the tree, and
    // the parser's automaton.
    private static final int WRITE_NODE = 37;
    private static final int AUTOMATON = 140;

    // Names that the build gave to what it exports and imports.
    private static final String INITIALIZE = "A";
    private static final String ALLOCATE = "C";
    private static final String FREE = "E";
    private static final String PARSE = "F";
    private static final String FREE_RESULT = "G";
    private static final String SCAN = "M";
    private static final String FREE_STRING = "N";
    private static final String SET_THREW = "P";
    private static final String RESTORE_STACK = "Q";
    private static final String SAVE_STACK = "R";
    private static final String INVOKERS = "abdefghijklny";
    private static final String JUMP_FAR = "p";
    private static final String GROW = "q";
    private static final String ENDS = "cmvx";

    private static final int PAGE = 65_536;
    private static final int FIRST_PAGES = 544;
    private static final int MOST_PAGES = 1_024;
    private static final int BAD_FILE = 8;
    private static final int ERROR_AT = 8;
    private static final int CURSOR_AT = 16;

    /// How PostgreSQL's errors leave its parser.
    private static final class FarJump extends RuntimeException {
        private static final long serialVersionUID = 1;

        FarJump() {
            super(null, null, false, false);
        }
    }

    /// The module for as long as a parser may be made: what is run in register form, and the rest without the
    /// instructions (12 MB) that this was made from.
    private static final class Flat {
        static final Map<Integer, FlatCode> CODES;
        static final WasmModule MODULE;

        static {
            try (InputStream file =
                    Objects.requireNonNull(PgQuery.class.getResourceAsStream("PgQuery.meta"))) {
                WasmModule whole = Parser.parse(file);
                CODES = FlatMachine.compile(whole, WRITE_NODE, AUTOMATON);
                MODULE = withoutInstructions(whole);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static WasmModule withoutInstructions(WasmModule whole) {
            CodeSection.Builder code =
                    CodeSection.builder()
                            .setRequiresDataCount(whole.codeSection().isRequiresDataCount());
            FunctionBody none = new FunctionBody(List.of(), List.of());
            for (int i = 0; i < whole.codeSection().functionBodyCount(); i++) {
                code.addFunctionBody(none);
            }
            WasmModule.Builder module =
                    WasmModule.builder()
                            .setTypeSection(whole.typeSection())
                            .setImportSection(whole.importSection())
                            .setFunctionSection(whole.functionSection())
                            .setTableSection(whole.tableSection())
                            .setGlobalSection(whole.globalSection())
                            .setExportSection(whole.exportSection())
                            .setElementSection(whole.elementSection())
                            .setDataSection(whole.dataSection())
                            .setCodeSection(code.build())
                            .withValidation(false);
            whole.memorySection().ifPresent(module::setMemorySection);
            whole.startSection().ifPresent(module::setStartSection);
            whole.dataCountSection().ifPresent(module::setDataCountSection);
            return module.build();
        }
    }

    private final Instance instance;
    private final Memory memory;
    private final ExportFunction allocate;
    private final ExportFunction free;
    private final ExportFunction parse;
    private final ExportFunction freeResult;
    private final ExportFunction scan;
    private final ExportFunction freeString;
    private final ExportFunction setThrew;
    private final ExportFunction saveStack;
    private final ExportFunction restoreStack;

    /// A parser whose large functions run in register form.
    static PgParser create() {
        return new PgParser(
                Flat.MODULE,
                instance -> new FlatMachine(instance, PgQuery.create(instance), Flat.CODES));
    }

    /// A parser as the compiler left it: its large functions are interpreted as they stand.
    static PgParser createPlain() {
        return new PgParser(PgQuery.load(), PgQuery::create);
    }

    private PgParser(WasmModule module, Function<Instance, Machine> machine) {
        ImportValues.Builder imports = ImportValues.builder();
        for (int i = 0; i < module.importSection().importCount(); i++) {
            FunctionImport wanted = (FunctionImport) module.importSection().getImport(i);
            FunctionType type = module.typeSection().getType(wanted.typeIndex());
            imports.addFunction(
                    new HostFunction(
                            wanted.module(), wanted.name(), type, host(wanted.name(), type)));
        }
        instance =
                Instance.builder(module)
                        .withImportValues(imports.build())
                        .withMemoryLimits(new MemoryLimits(FIRST_PAGES, MOST_PAGES))
                        .withMemoryFactory(SparseMemory::new)
                        .withMachineFactory(machine)
                        .build();
        memory = instance.memory();
        allocate = instance.export(ALLOCATE);
        free = instance.export(FREE);
        parse = instance.export(PARSE);
        freeResult = instance.export(FREE_RESULT);
        scan = instance.export(SCAN);
        freeString = instance.export(FREE_STRING);
        setThrew = instance.export(SET_THREW);
        saveStack = instance.export(SAVE_STACK);
        restoreStack = instance.export(RESTORE_STACK);
        instance.export(INITIALIZE).apply();
    }

    private WasmFunctionHandle host(String name, FunctionType type) {
        if (INVOKERS.contains(name)) {
            return (caller, arguments) -> invoke(type, arguments);
        }
        if (ENDS.contains(name)) {
            return (caller, arguments) -> {
                throw new ParserFailure("the parser ended itself");
            };
        }
        return switch (name) {
            case JUMP_FAR ->
                    (caller, arguments) -> {
                        throw new FarJump();
                    };
            case GROW -> (caller, arguments) -> new long[] {grow(arguments[0])};
            default ->
                    (caller, arguments) ->
                            type.returns().isEmpty() ? new long[0] : new long[] {BAD_FILE};
        };
    }

    /// Calls a function of the table; a far jump out of it is told by the flag that the caller looks at.
    private long[] invoke(FunctionType type, long[] arguments) {
        long[] stack = saveStack.apply();
        try {
            int function = instance.table(0).requiredRef((int) arguments[0]);
            return instance.getMachine()
                    .call(function, Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (FarJump jump) {
            restoreStack.apply(stack);
            setThrew.apply(1, 0);
            return type.returns().isEmpty() ? new long[0] : new long[1];
        }
    }

    private long grow(long bytes) {
        int wanted = (int) (((bytes & 0xFFFF_FFFFL) + PAGE - 1) / PAGE) - memory.pages();
        return wanted <= 0 || memory.grow(wanted) >= 0 ? 1 : 0;
    }

    /// Reads SQL. It must hold no NUL: for the parser the text ends there.
    Answer parse(byte[] utf8) {
        int text = write(utf8);
        int result = (int) parse.apply(text)[0];
        if (result == 0) {
            throw new ParserFailure("no room for the statement");
        }
        int error = memory.readInt(result + ERROR_AT);
        Answer answer =
                error == 0
                        ? new Answer(string(memory.readInt(result)), -1)
                        : new Answer(
                                new byte[0], Math.max(0, memory.readInt(error + CURSOR_AT) - 1));
        freeResult.apply(result);
        free.apply(text);
        return answer;
    }

    /// The tokens of SQL as PostgreSQL's scanner cuts them, as JSON; a text that is no JSON if it cannot.
    String scan(byte[] utf8) {
        int text = write(utf8);
        int result = (int) scan.apply(text)[0];
        String answer = new String(string(result), StandardCharsets.UTF_8);
        freeString.apply(result);
        free.apply(text);
        return answer;
    }

    /// Whether this instance grew so much that it is better replaced.
    boolean isLarge() {
        return memory.pages() > FIRST_PAGES + (MOST_PAGES - FIRST_PAGES) / 4;
    }

    private int write(byte[] utf8) {
        int text = (int) allocate.apply(utf8.length + 1)[0];
        if (text == 0) {
            throw new ParserFailure("no room for the statement");
        }
        memory.write(text, utf8);
        memory.writeByte(text + utf8.length, (byte) 0);
        return text;
    }

    private byte[] string(int address) {
        int end = address;
        while (memory.read(end) != 0) {
            end++;
        }
        return memory.readBytes(address, end - address);
    }
}
