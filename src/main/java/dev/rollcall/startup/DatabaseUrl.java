package dev.rollcall.startup;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.io.Serial;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Refuses a database URL that the driver does not understand, before anything else reads it. The connection pool and
 * Flyway would log such a URL with every attempt, and with the password in it.
 */
// The value that the other interceptors return.
@Priority(Priorities.LIBRARY + 400)
public class DatabaseUrl implements ConfigSourceInterceptor {

    @Serial
    private static final long serialVersionUID = 1;

    /** The URLs of the service and of its migrations, by their properties. */
    private static final Map<String, String> VARIABLES =
            Map.of("quarkus.datasource.jdbc.url", "QUARKUS_DATASOURCE", "quarkus.flyway.jdbc-url", "QUARKUS_FLYWAY");

    /** Hosts with their ports, and a database. An @ before them would belong to a user. */
    private static final Pattern JDBC =
            Pattern.compile("jdbc:(?:otel:)?postgresql:(?://[^/?@\\s]*(?:[/?]\\S*)?|[^/@\\s]+)");

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        String variables = VARIABLES.get(name);
        if (variables != null
                && value != null
                && value.getValue() != null
                && !value.getValue().isBlank()) {
            check(variables, value.getValue());
        }
        return value;
    }

    /**
     * Throws ConfigurationException if the URL cannot be used. The message does not contain the URL.
     *
     * @param variables what the names of the environment variables of this URL, its user and its password begin with
     */
    static void check(String variables, String url) {
        if (!JDBC.matcher(url).matches()) {
            throw new ConfigurationException(variables
                    + "_JDBC_URL must be a URL like jdbc:postgresql://db.example.com:5432/rollcall, with the user in "
                    + variables + "_USERNAME and the password in " + variables + "_PASSWORD.");
        }
    }
}
