using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedOnco.Agent.Link;

/// <summary>Trust in the coordinator's own authority and in no other.</summary>
internal static class Trust
{
    /// <summary>What a coordinator's certificate is for (RFC 5280, id-kp-serverAuth): those of agents, of the same authority, are not.</summary>
    public const string OfServers = "1.3.6.1.5.5.7.3.1";

    /// <summary>What an agent's certificate is for (id-kp-clientAuth).</summary>
    public const string OfAgents = "1.3.6.1.5.5.7.3.2";

    /// <param name="leaf">The certificate.</param>
    /// <param name="authority">That must have signed it.</param>
    /// <param name="purpose">That it must be for.</param>
    /// <param name="atAnyTime">Also where it is not valid now by this machine's clock.</param>
    public static bool IsSignedBy(X509Certificate2 leaf, X509Certificate2 authority, string purpose, bool atAnyTime = false)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(purpose));
        if (atAnyTime) chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(leaf);
    }
}
