package io.sluice.proxy.lookup;

import io.sluice.config.BadValue;
import io.sluice.net.HostNames;
import io.sluice.net.Records;
import io.sluice.net.ServiceRecord;
import io.sluice.proxy.lookup.BackendUrl.Discovery;
import io.sluice.proxy.lookup.Member.Place;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What the DNS told about a URL at one time.
sealed interface Discovered {
    Duration LONGEST_SEARCH = Duration.ofSeconds(5);
    Duration SOON = Duration.ofSeconds(10);

    /// The backend is there, and this may be believed for as long.
    record At(Place place, Duration timeToLive) implements Discovered {}

    /// The DNS says that there is no such service, and this may be believed for as long.
    record Unavailable(Duration timeToLive) implements Discovered {}

    /// Nothing is known; a word of the reference for it, and what else there is to say.
    record Nothing(String error, String why) implements Discovered {}

    /// Asks the DNS where a URL leads. Without records the host part is taken for the backend's own name; so it is
    /// where nobody answers, unless an earlier answer would be lost by that.
    static Discovered ask(BackendUrl url, HostNames names, boolean answeredBefore) {
        try {
            return switch (url.discovery()) {
                case NONE -> byName(url, names, HostNames.DEFAULT_LIFETIME);
                case SRV -> byServices(url, names);
                case TXT -> byText(url, names);
            };
        } catch (IOException e) {
            return answeredBefore
                    ? new Nothing("Invalid argument", String.valueOf(e.getMessage()))
                    : byName(url, names, SOON);
        }
    }

    private static Discovered byName(BackendUrl url, HostNames names, Duration timeToLive) {
        var addresses = names.addresses(url.host());
        return addresses.isEmpty()
                ? new Nothing("Invalid argument", "unable to resolve '" + url.host() + "'")
                : new At(
                        new Place(
                                url,
                                addresses.stream()
                                        .map(address -> new InetSocketAddress(address, url.port()))
                                        .toList()),
                        timeToLive);
    }

    /// By priority, and where that is equal by weight, the higher one first.
    private static Discovered byServices(BackendUrl url, HostNames names) throws IOException {
        var records = names.services(url.host());
        if (records.all().isEmpty()) {
            return byName(url, names, records.timeToLive());
        }
        var services = records.all().stream()
                .filter(record -> !record.target().isEmpty())
                .sorted(Comparator.comparingInt(ServiceRecord::priority)
                        .thenComparing(
                                Comparator.comparingInt(ServiceRecord::weight).reversed()))
                .toList();
        if (services.isEmpty()) {
            return new Unavailable(records.timeToLive());
        }
        var places = places(services, names);
        return places.isEmpty()
                ? new Nothing("Invalid argument", "no target of the SRV records of '" + url.host() + "' has an address")
                : new At(new Place(url, places), records.timeToLive());
    }

    private static List<InetSocketAddress> places(List<ServiceRecord> services, HostNames names) {
        long until = System.nanoTime() + LONGEST_SEARCH.toNanos();
        var places = new ArrayList<InetSocketAddress>();
        for (ServiceRecord service : services) {
            var addresses = names.usable(service.addresses());
            if (addresses.isEmpty() && System.nanoTime() < until) {
                addresses = names.addresses(service.target());
            }
            addresses.forEach(address -> places.add(new InetSocketAddress(address, service.port())));
        }
        return places;
    }

    /// The first text that is a usable URL, and does not itself ask for records, stands for the URL.
    private static Discovered byText(BackendUrl url, HostNames names) throws IOException {
        var texts = names.texts(url.host());
        var told = firstUsable(texts);
        if (told.isEmpty()) {
            return byName(url, names, texts.timeToLive());
        }
        return byName(told.get(), names, texts.timeToLive());
    }

    private static Optional<BackendUrl> firstUsable(Records<String> texts) {
        for (String text : texts.all()) {
            try {
                var url = BackendUrl.parse(text);
                if (url.discovery() == Discovery.NONE) {
                    return Optional.of(url);
                }
            } catch (BadValue _) {
                // records under the name may serve others
            }
        }
        return Optional.empty();
    }
}
