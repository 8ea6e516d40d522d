package io.sluice.acl;

import java.util.Arrays;
import java.util.Optional;

/// What a database of geography may tell of an address: the name that filters have for it, and the variable that it
/// becomes.
public enum GeoField {
    COUNTRY_CODE("CountryCode", "GEOIP_COUNTRY_CODE"),
    COUNTRY_CODE_3("CountryCode3", "GEOIP_COUNTRY_CODE3"),
    COUNTRY_NAME("CountryName", "GEOIP_COUNTRY_NAME"),
    REGION_CODE("RegionCode", "GEOIP_REGION"),
    REGION_NAME("RegionName", "GEOIP_REGION_NAME"),
    CONTINENT("Continent", "GEOIP_CONTINENT_CODE"),
    CITY("City", "GEOIP_CITY"),
    POSTAL_CODE("PostalCode", "GEOIP_POSTAL_CODE"),
    AREA_CODE("AreaCode", "GEOIP_AREA_CODE"),
    LATITUDE("Latitude", "GEOIP_LATITUDE"),
    LONGITUDE("Longitude", "GEOIP_LONGITUDE"),
    TIMEZONE("Timezone", "GEOIP_TIMEZONE"),
    ISP("ISP", "GEOIP_ISP"),
    ORGANIZATION("Organization", "GEOIP_ORGANIZATION"),
    ASN("ASN", "GEOIP_ASN"),
    NETWORK_SPEED("NetworkSpeed", "GEOIP_NETSPEED"),
    PROXY("Proxy", "GEOIP_PROXY");

    private final String filter;
    private final String variable;

    GeoField(String filter, String variable) {
        this.filter = filter;
        this.variable = variable;
    }

    /// The field of a filter, by its name in any case.
    public static Optional<GeoField> named(String filter) {
        return Arrays.stream(values())
                .filter(field -> field.filter.equalsIgnoreCase(filter))
                .findFirst();
    }

    /// Its name in filters.
    public String filter() {
        return filter;
    }

    /// Its name in the environment.
    public String variable() {
        return variable;
    }
}
