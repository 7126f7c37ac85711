package dev.rollcall;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the structure that docs/architecture.md describes. */
class ArchitectureTest {

    /** From the top down: a package uses only what stands below it. */
    private static final List<String> PACKAGES = List.of(
            "development",
            "admin",
            "signin",
            "profile",
            "identity",
            "invite",
            "stack",
            "token",
            "email",
            "organization",
            "user",
            "cli",
            "security",
            "audit",
            "http");

    /** A package per identity provider, which is as much of an edge as a resource is. */
    private static final String PROVIDERS = "dev.rollcall.identity.*";

    private static final JavaClasses CODE =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.rollcall");

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
                .resideOutsideOfPackages("dev.rollcall.http", "dev.rollcall.identity", PROVIDERS)
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
        slices().matching("dev.rollcall.identity.(*)")
                .should()
                .notDependOnEachOther()
                .check(CODE);
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
    void injectsByConstructor() {
        noFields().should().beAnnotatedWith("jakarta.inject.Inject").check(CODE);
    }
}
