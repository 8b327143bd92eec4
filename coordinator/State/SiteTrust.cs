namespace FedOnco.Coordinator.State;

/// <summary>What a site had to do with the coordinator's authorities when it was last heard of.</summary>
/// <param name="Site">The centre's id.</param>
/// <param name="Signer">Fingerprint of the authority that signed the certificate it showed; empty where that was not kept yet.</param>
/// <param name="Trusted">Fingerprints of the authorities that it trusts; none where its agent does not say.</param>
internal sealed record SiteTrust(string Site, string Signer, IReadOnlyList<string> Trusted);
