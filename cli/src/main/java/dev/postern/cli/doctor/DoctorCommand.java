package dev.postern.cli.doctor;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.cli.console.Variable;
import dev.postern.cli.output.ApiFields;
import dev.postern.cli.output.ListOutput;
import dev.postern.cli.profile.SavedLogin;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `postern doctor`.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "What is wrong between here and the broker, and what to do about it.")
public final class DoctorCommand implements Verb {

    private static final Path SWAPS = Path.of("/proc/swaps");
    private static final int GRADE_WIDTH = 7;
    private static final int SUBJECT_WIDTH = 12;

    private final CommandContext context;

    @Option(
            names = "--proxy",
            paramLabel = "URL",
            description = "The broker's web address; default that of the login, or POSTERN_PROXY.",
            defaultValue = "")
    private String proxy = "";

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description =
                    "On the broker's machine: its data folder, to be looked at as well. Reads"
                            + " only.")
    private @Nullable Path data;

    @Mixin private ListOutput output = new ListOutput(ApiFields.FINDING);

    public DoctorCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() throws CliException, IOException {
        List<Finding> findings = new ArrayList<>();
        Optional<SavedLogin> login = context.profile().login();
        String address = address(login);
        boolean isLive =
                login.isPresent() && context.clock().instant().isBefore(login.get().expiresAt());
        findings.add(
                isLive
                        ? Finding.ok("login", "until " + login.get().expiresAt())
                        : Finding.warning("login", "nobody is logged in", "Run: postern login"));
        if (address.isEmpty()) {
            findings.add(
                    Finding.wrong(
                            "broker",
                            "no broker is known",
                            "Give --proxy https://HOST, or set POSTERN_PROXY."));
        } else {
            String token = isLive && address.equals(login.get().proxy()) ? login.get().token() : "";
            findings.addAll(new BrokerChecks(address, token, context.clock()).run());
        }
        findings.addAll(new MachineChecks(context.profile()).run());
        if (data != null) {
            findings.addAll(new StoreChecks(data, SWAPS).run());
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("items", findings.stream().map(DoctorCommand::item).toList());
        output.printText(
                context, answer, DoctorCommand::text, item -> Answer.text(item, "subject"));
        return findings.stream().anyMatch(f -> f.grade() == Finding.Grade.WRONG)
                ? ExitCode.FAILED
                : ExitCode.SUCCESS;
    }

    private String address(Optional<SavedLogin> login) {
        String chosen = proxy.isEmpty() ? Variable.POSTERN_PROXY.in(context.environment()) : proxy;
        String known = chosen.isEmpty() && login.isPresent() ? login.get().proxy() : chosen;
        return known.endsWith("/") ? known.substring(0, known.length() - 1) : known;
    }

    private static Map<String, @Nullable Object> item(Finding finding) {
        Map<String, @Nullable Object> item = new LinkedHashMap<>();
        item.put("grade", finding.grade().label());
        item.put("subject", finding.subject());
        item.put("text", finding.text());
        item.put("remedy", finding.remedy());
        return item;
    }

    private static String text(List<Map<String, @Nullable Object>> findings) {
        StringBuilder text = new StringBuilder();
        for (Map<String, @Nullable Object> finding : findings) {
            String grade = Answer.text(finding, "grade");
            String subject = Answer.text(finding, "subject");
            String remedy = Answer.text(finding, "remedy");
            text.append(grade).repeat(' ', GRADE_WIDTH - grade.length());
            text.append(subject).repeat(' ', SUBJECT_WIDTH - subject.length());
            text.append(SafeText.line(Answer.text(finding, "text"))).append('\n');
            if (!remedy.isEmpty()) {
                text.repeat(' ', GRADE_WIDTH + SUBJECT_WIDTH)
                        .append(SafeText.line(remedy))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
