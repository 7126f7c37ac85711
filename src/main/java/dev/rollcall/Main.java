package dev.rollcall;

import dev.rollcall.migration.UnusableDatabaseException;
import io.quarkus.arc.InactiveBeanException;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.util.ExceptionUtil;
import io.smallrye.config.ConfigValidationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Starts the packaged service. If the start fails, says why and exits with code 1.
 *
 * <p>Main must not read the configuration before the start. In a native executable that is still the configuration of the
 * build, without the environment, {@code config/application.properties} and {@code .env}. So Main lets the start fail if
 * there is no database.
 */
@QuarkusMain
public class Main {

    private static final String NO_DATABASE = "Rollcall needs a PostgreSQL database: set QUARKUS_DATASOURCE_JDBC_URL"
            + " (for example jdbc:postgresql://db.example.com:5432/rollcall),"
            + " QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD.";

    private static final Pattern EMPTY =
            Pattern.compile("SRCFG00040: The config property (\\S+) is defined as the empty");

    Main() {}

    public static void main(String... arguments) {
        Quarkus.run(null, Main::exit, arguments);
    }

    private static void exit(int code, Throwable failure) {
        if (failure != null) {
            report(failure);
        }
        System.exit(code);
    }

    /** Quarkus reports nothing to an application that has its own exit handler. So this repeats Quarkus's reports. */
    private static void report(Throwable failure) {
        Throwable cause = ExceptionUtil.getRootCause(failure);
        if (cause instanceof InactiveBeanException) {
            // Without a URL the datasource is inactive. Quarkus would log a stack trace.
            System.err.println(NO_DATABASE);
        } else if (cause instanceof ConfigValidationException invalid) {
            for (int i = 0; i < invalid.getProblemCount(); i++) {
                System.err.println(explain(invalid.getProblem(i).getMessage()));
            }
        } else if (cause instanceof ConfigurationException || cause instanceof PreventFurtherStepsException) {
            System.err.println(cause.getMessage());
        } else if (cause instanceof UnusableDatabaseException) {
            log().error(cause.getMessage());
        } else if (cause instanceof QuarkusBindException bind && QuarkusBindException.isKnownHost(bind.getHost())) {
            log().errorf("Port %d seems to be in use by another process.", bind.getPort());
        } else {
            log().error("Failed to start application", failure);
        }
    }

    /** The message of SmallRye Config without the names of Java classes. */
    static String explain(String problem) {
        Matcher empty = EMPTY.matcher(problem);
        return empty.find()
                ? empty.group(1) + " is empty. Set a value, or remove the setting."
                : problem.replaceFirst("^[a-zA-Z.]+Exception: ", "");
    }

    /** Not a static field: Quarkus chooses the log manager only in {@link Quarkus#run}. */
    private static Logger log() {
        return Logger.getLogger(Main.class);
    }
}
