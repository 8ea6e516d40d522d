package io.sluice.acl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsListsTest {
    @Test
    @DisplayName("ACL-80 addresses are asked for backwards")
    void questions() {
        assertThat(DnsLists.question(InetAddress.ofLiteral("192.0.2.1"), "bl.example"))
                .isEqualTo("1.2.0.192.bl.example");
        assertThat(DnsLists.question(InetAddress.ofLiteral("2001:db8::25"), "bl.example"))
                .isEqualTo("5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.example");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.2,true", "127.255.255.255,true", "128.0.0.1,false", "192.0.2.1,false", "::1,false"})
    @DisplayName("ACL-80 only answers within 127.0.0.0/8 mean that an address is listed")
    void answers(String answer, boolean listed) {
        assertThat(DnsLists.means(InetAddress.ofLiteral(answer))).isEqualTo(listed);
    }

    @ParameterizedTest
    @CsvSource({"ALLOW_DENY,true,false", "ALLOW_DENY,false,true", "DENY_ALLOW,true,true", "DENY_ALLOW,false,false"})
    @DisplayName("ACL-80 the policy says whether lists refuse or admit")
    void policies(DnsLists.Policy policy, boolean listed, boolean admitted) {
        assertThat(policy.admits(listed)).isEqualTo(admitted);
    }

    @Test
    @DisplayName("ACL-80 dots around a domain are left out")
    void domains() {
        assertThat(DnsLists.domain(".bl.example.")).contains("bl.example");
        assertThat(DnsLists.domain(".")).isEmpty();
    }
}
