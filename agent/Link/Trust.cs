using System.Security.Cryptography.X509Certificates;

namespace FedOnco.Agent.Link;

/// <summary>Trust in the coordinator's own authority and in no other.</summary>
internal static class Trust
{
    public static bool IsSignedBy(X509Certificate2 leaf, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(leaf);
    }
}
