package io.sluice.acl;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;

/// A file of geography in the MaxMind DB format. It takes the library `com.maxmind.db`, which nothing else here needs.
/// Usable from any thread; what it holds is given back when nobody has it any more.
public final class GeoDatabase {
    private static final int DECIMALS = 6;

    private final Reader reader;

    private GeoDatabase(Reader reader) {
        this.reader = reader;
    }

    /// Where the file is read from.
    public enum Memory {
        /// The file, mapped into memory.
        MAPPED(Reader.FileMode.MEMORY_MAPPED),
        /// A copy on the heap.
        HEAP(Reader.FileMode.MEMORY);

        private final Reader.FileMode mode;

        Memory(Reader.FileMode mode) {
            this.mode = mode;
        }
    }

    public static GeoDatabase open(Path file, Memory memory) throws IOException {
        try {
            return new GeoDatabase(new Reader(file.toFile(), memory.mode, new CHMCache()));
        } catch (RuntimeException e) {
            throw new IOException("no MaxMind DB file: " + e.getMessage(), e);
        }
    }

    /// What the file knows of an address; nothing if it does not have it.
    public Map<GeoField, String> facts(InetAddress address) throws IOException {
        try {
            var record = reader.get(address, Map.class);
            return record == null ? Map.of() : new Facts(record).all();
        } catch (RuntimeException e) {
            throw new IOException("damaged: " + e.getMessage(), e);
        }
    }

    /// One record of the file, of which parts may be missing.
    private record Facts(Map<?, ?> record) {

        Map<GeoField, String> all() {
            var facts = new EnumMap<GeoField, String>(GeoField.class);
            var country = text("country", "iso_code");
            put(facts, GeoField.COUNTRY_CODE, country);
            put(facts, GeoField.COUNTRY_CODE_3, country.flatMap(Facts::threeLetters));
            put(facts, GeoField.COUNTRY_NAME, text("country", "names", "en"));
            put(facts, GeoField.REGION_CODE, text("subdivisions", "iso_code"));
            put(facts, GeoField.REGION_NAME, text("subdivisions", "names", "en"));
            put(facts, GeoField.CONTINENT, text("continent", "code"));
            put(facts, GeoField.CITY, text("city", "names", "en"));
            put(facts, GeoField.POSTAL_CODE, text("postal", "code"));
            put(facts, GeoField.AREA_CODE, text("location", "metro_code"));
            put(facts, GeoField.LATITUDE, degrees("latitude"));
            put(facts, GeoField.LONGITUDE, degrees("longitude"));
            put(facts, GeoField.TIMEZONE, text("location", "time_zone"));
            put(facts, GeoField.ISP, text("isp").or(() -> text("traits", "isp")));
            put(facts, GeoField.ORGANIZATION, text("organization").or(() -> text("traits", "organization")));
            put(facts, GeoField.ASN, system());
            put(
                    facts,
                    GeoField.NETWORK_SPEED,
                    text("connection_type")
                            .or(() -> text("traits", "connection_type"))
                            .map(type -> type.toLowerCase(Locale.ROOT).replace("/", "")));
            put(facts, GeoField.PROXY, proxy());
            return facts;
        }

        private static void put(Map<GeoField, String> facts, GeoField field, Optional<String> value) {
            value.filter(text -> !text.isEmpty()).ifPresent(text -> facts.put(field, text));
        }

        private Optional<Object> value(String... path) {
            Object at = record;
            for (var key : path) {
                if (at instanceof List<?> list && !list.isEmpty()) {
                    at = list.getFirst();
                }
                if (!(at instanceof Map<?, ?> map) || !map.containsKey(key)) {
                    return Optional.empty();
                }
                at = map.get(key);
            }
            return Optional.ofNullable(at);
        }

        private Optional<String> text(String... path) {
            return value(path).map(Object::toString);
        }

        private Optional<String> degrees(String which) {
            return value("location", which)
                    .filter(Number.class::isInstance)
                    .map(number -> String.format(Locale.ROOT, "%." + DECIMALS + "f", ((Number) number).doubleValue())
                            .replaceFirst("\\.?0+$", ""));
        }

        private Optional<String> system() {
            var number = text("autonomous_system_number").or(() -> text("traits", "autonomous_system_number"));
            var owner =
                    text("autonomous_system_organization").or(() -> text("traits", "autonomous_system_organization"));
            return number.map(digits -> ("AS" + digits + " " + owner.orElse("")).strip());
        }

        private Optional<String> proxy() {
            if (is("is_anonymous_proxy") || is("is_anonymous") || is("is_anonymous_vpn")) {
                return Optional.of("anonymous");
            }
            return is("is_satellite_provider") ? Optional.of("satellite") : Optional.empty();
        }

        /// Databases of their own have these beside each other, others below `traits`.
        private boolean is(String flag) {
            return value(flag)
                    .or(() -> value("traits", flag))
                    .filter(Boolean.TRUE::equals)
                    .isPresent();
        }

        private static Optional<String> threeLetters(String country) {
            try {
                return Optional.of(Locale.of("", country).getISO3Country());
            } catch (MissingResourceException _) {
                return Optional.empty();
            }
        }
    }
}
