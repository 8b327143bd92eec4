namespace FedOnco.Client;

/// <summary>Where the coordinator is and who asks.</summary>
/// <param name="Address">https://host:port.</param>
/// <param name="AuthorityFile">The coordinator's authority.pem: its certificate authority, or both of them while it is changed.</param>
/// <param name="Token">API token; never printed.</param>
public sealed record ClientSettings(string Address, string AuthorityFile, string Token)
{
    /// <summary>Never the token.</summary>
    public override string ToString() => $"{Address} ({AuthorityFile})";
}
