/// Operating a gateway while it runs: [io.sluice.admin.Admin] is what can be asked of it, [io.sluice.admin.Controls]
/// the control socket over that, for `ftpdctl`.
package io.sluice.admin;
