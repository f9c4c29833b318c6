package dev.postern.pgwire.track;

import dev.postern.event.SessionEvent.Column;
import dev.postern.event.SessionEvent.Parameter;
import dev.postern.pgwire.FrontendMessage.Bind;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What Bind made: a statement, its parameters, and how far it was fetched.
final class Portal {
    final Bind bind;
    PreparedStatement statement = PreparedStatement.UNKNOWN;
    @Nullable List<Column> columns;
    long columnsMessage;

    /// The statement that was suspended and not fetched to its end.
    @Nullable RunningStatement suspended;

    /// Keeps the parameters: their buffers must be copies.
    Portal(Bind bind) {
        this.bind = bind;
    }

    List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>();
        for (int i = 0; i < bind.parameters().size(); i++) {
            ByteBuffer value = bind.parameters().get(i);
            int type = i < statement.parameterTypes.size() ? statement.parameterTypes.get(i) : 0;
            boolean binary = isBinary(bind.parameterFormats(), i);
            list.add(new Parameter(type, binary, value == null ? null : value.asReadOnlyBuffer()));
        }
        return list;
    }

    /// The columns in the formats that Bind asked for; null if nothing was described.
    @Nullable List<Column> columnsInFormat() {
        if (columns != null) {
            return columns;
        }
        List<Column> described = statement.columns;
        if (described == null) {
            return null;
        }
        List<Column> list = new ArrayList<>();
        for (int i = 0; i < described.size(); i++) {
            Column c = described.get(i);
            list.add(
                    new Column(
                            c.name(),
                            c.tableOid(),
                            c.attribute(),
                            c.typeOid(),
                            c.typeModifier(),
                            isBinary(bind.resultFormats(), i)));
        }
        return list;
    }

    long describedBy() {
        return columns != null ? columnsMessage : statement.columnsMessage;
    }

    /// No format = all text, one = for all.
    static boolean isBinary(List<Integer> formats, int index) {
        if (formats.isEmpty()) {
            return false;
        }
        return (formats.size() == 1
                        ? formats.get(0)
                        : index < formats.size() ? formats.get(index) : 0)
                == 1;
    }
}
