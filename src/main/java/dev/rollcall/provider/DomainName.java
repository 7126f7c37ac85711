package dev.rollcall.provider;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Domain names in the spelling in which they are compared: A-labels in lower case (RFC 5890, section 2.3.2.1). Letters
 * that only look alike, or that another rule folds to a Latin letter, therefore never match.
 */
public final class DomainName {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final int MAX_LENGTH = 253;

    private DomainName() {}

    /**
     * Converts a domain name to A-labels.
     *
     * @param name may be null
     * @return the name in ASCII and lower case; empty if it is not a domain name, or if a label in Unicode is not in its
     *     normal form. Such a label would have to be changed first, for example U+212A (the Kelvin sign) to k
     */
    public static Optional<String> aLabels(String name) {
        if (name == null) {
            return Optional.empty();
        }
        List<String> labels = new ArrayList<>();
        for (String label : name.split("\\.", -1)) {
            aLabel(ForeignText.lowerAscii(label)).ifPresent(labels::add);
        }
        String joined = String.join(".", labels);
        boolean whole = labels.size() == name.split("\\.", -1).length && joined.length() <= MAX_LENGTH;
        return whole ? Optional.of(joined) : Optional.empty();
    }

    /** Whether both are domain names, and the same one. Either may be null. */
    public static boolean same(String name, String other) {
        Optional<String> labels = aLabels(name);
        return labels.isPresent() && labels.equals(aLabels(other));
    }

    private static Optional<String> aLabel(String label) {
        try {
            // Normalizes the label, too. A label that survives the way back was normal before.
            String ascii = IDN.toASCII(label);
            boolean normal = label.equals(ascii) || label.equals(IDN.toUnicode(ascii));
            return normal && LABEL.matcher(ascii).matches() ? Optional.of(ascii) : Optional.empty();
        } catch (IllegalArgumentException impossible) {
            return Optional.empty();
        }
    }
}
