package dev.rollcall;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.regex.Pattern.DOTALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import dev.rollcall.testing.ServiceClasses;
import jakarta.persistence.EnumeratedValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the structure that docs/architecture.md describes. */
class ArchitectureTest {

    /** From top to bottom. A package uses only packages below it. */
    private static final List<String> PACKAGES = List.of(
            "development",
            "console",
            "admin",
            "orgadmin",
            "accounts",
            "signin",
            "jwt",
            "signup",
            "profile",
            "reconciliation",
            "team",
            "githubteam",
            "verdict",
            "session",
            "identity",
            "acceptance",
            "invite",
            "email",
            "provider",
            "member",
            "settings",
            "overview",
            "directory",
            "grant",
            "auditlog",
            "history",
            "secret",
            "lease",
            "state",
            "tag",
            "stack",
            "machinetoken",
            "personaltoken",
            "token",
            "role",
            "organization",
            "mail",
            "user",
            "cli",
            "checkpoint",
            "startup",
            "security",
            "vault",
            "audit",
            "connection",
            "body",
            "admission",
            "query",
            "http",
            "json",
            "migration",
            "database");

    /** One package per identity provider. They speak HTTP, as resources do. */
    private static final String PROVIDERS = "dev.rollcall.provider.*";

    private static final JavaClasses CODE = ServiceClasses.ALL;

    @Test
    void usesOnlyPackagesBelow() {
        for (int i = 0; i < PACKAGES.size(); i++) {
            for (String above : PACKAGES.subList(0, i)) {
                noClasses()
                        .that()
                        .resideInAPackage("dev.rollcall." + PACKAGES.get(i) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.rollcall." + above + "..")
                        .check(CODE);
            }
        }
    }

    @Test
    void hasNoPackageWithoutAPlaceInTheOrder() {
        assertThat(CODE.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> !name.equals("dev.rollcall"))
                        .map(name -> name.replaceFirst("dev\\.rollcall\\.(\\w+).*", "$1"))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(PACKAGES);
    }

    @Test
    void hasNoCycles() {
        slices().matching("dev.rollcall.(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void speaksHttpAtItsEdgesOnly() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Resource")
                .and()
                .resideOutsideOfPackages(
                        "dev.rollcall.http",
                        "dev.rollcall.body",
                        "dev.rollcall.admission",
                        "dev.rollcall.provider",
                        PROVIDERS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.ws.rs..")
                .check(CODE);
    }

    @Test
    void knowsProvidersByTheirInterfaceOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(PROVIDERS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PROVIDERS)
                .check(CODE);
        slices().matching("dev.rollcall.provider.(*)")
                .should()
                .notDependOnEachOther()
                .check(CODE);
    }

    @Test
    void providersKnowNoAccountsAndNoTables() {
        noClasses()
                .that()
                .resideInAPackage("dev.rollcall.provider..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.rollcall..", "jakarta.persistence..", "org.hibernate..")
                        .and(not(resideInAnyPackage("dev.rollcall.provider..", "dev.rollcall.http")))
                        // Says how other packages store the kind of a provider in their tables.
                        .and(not(type(EnumeratedValue.class))))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo("java.sql.Connection")
                .check(CODE);
    }

    @Test
    void opensConnectionsInTwoPackagesOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.rollcall.database", "dev.rollcall.migration")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("javax.sql.DataSource")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.Connection")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.Statement")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.PreparedStatement")
                .check(CODE);
    }

    @Test
    void repeatsEveryTransactionThatConflictsWithAnother() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.rollcall.database")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.quarkus.narayana.jta.QuarkusTransaction")
                .check(CODE);
    }

    @Test
    void hasNoPackageOfMoreThan1200LinesExceptProviders() throws IOException {
        Path sources = Path.of("src/main/java/dev/rollcall");
        Map<String, Long> lines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".java")).toList()) {
                lines.merge(
                        sources.relativize(file.getParent()).toString(),
                        (long) Files.readAllLines(file).size(),
                        Long::sum);
            }
        }
        lines.remove("provider");
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(1200));
    }

    /** See docs/decisions/0016-hot-paths.md. */
    @Test
    void readsTheRowsOfNativeQueriesAsTuples() throws IOException {
        Pattern other = Pattern.compile(
                "createNativeQuery\\((?:(?!setParameter|\\.get\\(|;).)*?, (?!Tuple)[\\w\\[\\]]+\\.class\\)", DOTALL);
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/rollcall"))) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".java")).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(other);
            }
        }
    }

    @Test
    void nobodyDependsOnWhatOnlyDevelopmentHas() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.rollcall.development..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.rollcall.development..", "io.zonky..")
                .check(CODE);
    }

    @Test
    void comparesNamesAndAddressesByTheLettersAToZOnly() {
        // String.equalsIgnoreCase also matches U+0131 with I, and U+212A with K.
        noClasses()
                .that()
                // These compare ids, and words of HTTP, OAuth and URLs.
                .doNotHaveSimpleName("Connection")
                .and()
                .doNotHaveSimpleName("Discovery")
                .and()
                .doNotHaveSimpleName("IncomingBody")
                .and()
                .doNotHaveSimpleName("JwtIssuer")
                .and()
                .doNotHaveSimpleName("Leases")
                .and()
                .doNotHaveSimpleName("OAuth")
                .and()
                .doNotHaveSimpleName("StateResource")
                .should()
                .callMethod(String.class, "equalsIgnoreCase", String.class)
                .check(CODE);
    }

    @Test
    void injectsByConstructor() {
        noFields().should().beAnnotatedWith("jakarta.inject.Inject").check(CODE);
    }
}
