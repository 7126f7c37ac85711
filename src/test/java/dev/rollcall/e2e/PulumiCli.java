package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.RestAssured;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Pulumi CLI of one person. It has its own home folder, where the CLI caches accounts and the API description. */
final class PulumiCli {

    /** The exit code of a command, and its output with its errors. */
    record Result(int exitCode, String output) {}

    private static final Path EXECUTABLE = Path.of(System.getProperty("pulumi.cli", ""));

    /** The Go program of {@code e2e/stash}. */
    private static final Path PROGRAM = Path.of(System.getProperty("pulumi.program", ""));

    private static final Pattern VERSION = Pattern.compile("v3\\.(\\d+)\\.\\d+");

    /** The oldest version with {@code pulumi api} that is tested. */
    private static final int FIRST_MINOR_WITH_API = 259;

    private final Path home;
    private final String url;
    private final Map<String, String> environment;

    /** Creates the home in this folder. The caller deletes the folder. */
    PulumiCli(Path homes, String token) throws IOException {
        this(homes, token, url());
    }

    /** The same for a service that listens elsewhere. */
    PulumiCli(Path homes, String token, String url) throws IOException {
        this.home = Files.createTempDirectory(homes, "home");
        this.url = url;
        this.environment = Map.of(
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
                URI.create(url).getAuthority());
    }

    static void require() {
        assumeTrue(
                Files.isExecutable(EXECUTABLE) && Files.isRegularFile(EXECUTABLE),
                "SKIPPED: no Pulumi CLI was given (-Dpulumi.cli=PATH); e2e/run builds one and runs this test");
    }

    /** Creates the home in this folder, and logs in. */
    static PulumiCli loggedIn(Path homes, String token) throws IOException, InterruptedException {
        PulumiCli cli = new PulumiCli(homes, token);
        assertThat(cli.successful("login", url())).contains("Logged in to " + url());
        return cli;
    }

    /** Whether the CLI has {@code pulumi api}. 3.229, the oldest version that is supported, has it not. */
    private boolean hasApi() throws IOException, InterruptedException {
        String version = run("version").output().strip();
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.matches()) {
            throw new IllegalStateException("'" + version + "' is no version of the Pulumi CLI");
        }
        return Integer.parseInt(numbers.group(1)) >= FIRST_MINOR_WITH_API;
    }

    static boolean hasProgram() {
        return Files.isExecutable(PROGRAM) && Files.isRegularFile(PROGRAM);
    }

    /** The folder that commands run in. They read from the file {@code stdin} in it if there is one. */
    Path home() {
        return home;
    }

    static String url() {
        return "http://localhost:" + RestAssured.port;
    }

    /** {@return what a command prints that succeeds} */
    String successful(String... arguments) throws IOException, InterruptedException {
        Result result = run(arguments);
        assertThat(result.exitCode())
                .as("%s: %s", List.of(arguments), result.output())
                .isZero();
        return result.output();
    }

    /** Runs {@code pulumi api}. Ends the test if this version has no such command. */
    Result api(String... arguments) throws IOException, InterruptedException {
        assumeTrue(hasApi(), "SKIPPED: this version of the CLI has no `pulumi api`");
        String[] command = new String[arguments.length + 1];
        command[0] = "api";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return run(command);
    }

    /** Gives the folder in which the commands run a project, which no program belongs to. */
    void project(String name) throws IOException {
        Files.writeString(home.resolve("Pulumi.yaml"), "name: " + name + "\nruntime: nodejs\ndescription: A website\n");
    }

    /** Runs a command with few environment variables. Others could tell the CLI that no person uses it. */
    Result run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    /** The same with further environment variables. */
    Result run(Map<String, String> settings, String... arguments) throws IOException, InterruptedException {
        return start(EXECUTABLE, settings, arguments).await();
    }

    /** Runs the program of {@code e2e/stash}, which finds this CLI on its path. */
    Result program(Map<String, String> settings, String... arguments) throws IOException, InterruptedException {
        return startProgram(settings, arguments).await();
    }

    /** Starts the program of {@code e2e/stash}, and does not wait for its end. */
    Running startProgram(Map<String, String> settings, String... arguments) throws IOException {
        return start(PROGRAM, settings, arguments);
    }

    private Running start(Path executable, Map<String, String> settings, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(executable.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(home, "output", ".txt");
        Path input = home.resolve("stdin");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectInput(Files.exists(input) ? input.toFile() : new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("PATH", EXECUTABLE.getParent() + ":" + System.getenv("PATH"));
        builder.environment().put("PULUMI_BACKEND_URL", url);
        builder.environment().put("PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK", "true");
        builder.environment().putAll(settings);
        return new Running(command, builder.start(), output);
    }

    /** A process that has not been waited for. */
    record Running(List<String> command, Process process, Path output) {

        Result await() throws IOException, InterruptedException {
            return await(Duration.ofMinutes(2));
        }

        Result await(Duration limit) throws IOException, InterruptedException {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                kill();
                throw new IllegalStateException(
                        command + " did not end within " + limit + ": " + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output));
        }

        /** Kills the process, and those that it has started. */
        void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        /** Sends a signal to the CLI that the program has started, for example INT. */
        void signal(String name) throws IOException, InterruptedException {
            ProcessHandle cli = process.descendants()
                    .filter(child -> child.info().command().equals(Optional.of(real(EXECUTABLE))))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(command + " runs no CLI"));
            int status = new ProcessBuilder("kill", "-" + name, String.valueOf(cli.pid()))
                    .start()
                    .waitFor();
            assertThat(status).isZero();
        }

        private static String real(Path path) {
            try {
                return path.toRealPath().toString();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
