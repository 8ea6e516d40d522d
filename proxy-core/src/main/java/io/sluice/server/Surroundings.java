package io.sluice.server;

import io.sluice.filter.ShutdownNotice;
import io.sluice.net.HostNames;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;

/// What a server meets outside of itself: the name service, the maintenance file, the identification services of
/// clients.
///
/// @param noticeInterval how often the maintenance file is looked at for sessions that have to end
record Surroundings(HostNames names, ShutdownNotice notice, Duration noticeInterval, Identification identification) {

    static Surroundings ofThisSystem() {
        return new Surroundings(
                new HostNames(),
                new ShutdownNotice(ShutdownNotice.USUAL_PLACE, InstantSource.system(), ZoneId.systemDefault()),
                Duration.ofSeconds(10),
                new Identification(Identification.USUAL_PORT, Duration.ofSeconds(10)));
    }
}
