package dev.rollcall.e2e;

import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One person's Pulumi CLI, with a home folder of its own: the CLI caches accounts and the API description there. */
final class PulumiCli {

    /** What a command left behind. */
    record Result(int exitCode, String output) {}

    private static final Path EXECUTABLE = Path.of(System.getProperty("pulumi.cli", ""));

    private final Path home;
    private final Map<String, String> environment;

    /** Makes the home in a folder that somebody else deletes. */
    PulumiCli(Path homes, String token) throws IOException {
        home = Files.createTempDirectory(homes, "home");
        environment = Map.of(
                "PATH",
                System.getenv("PATH"),
                "HOME",
                home.toString(),
                "PULUMI_HOME",
                home.toString(),
                "PULUMI_SKIP_UPDATE_CHECK",
                "true",
                "PULUMI_ACCESS_TOKEN",
                token,
                "PULUMI_CONSOLE_DOMAIN",
                "localhost:" + RestAssured.port);
    }

    static boolean isAvailable() {
        return Files.isExecutable(EXECUTABLE) && Files.isRegularFile(EXECUTABLE);
    }

    static String url() {
        return "http://localhost:" + RestAssured.port;
    }

    /** Runs a command in an environment of nothing but what a shell has: no variable that betrays a robot. */
    Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(EXECUTABLE.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(home, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(command + " hangs: " + Files.readString(output));
        }
        return new Result(process.exitValue(), Files.readString(output));
    }
}
