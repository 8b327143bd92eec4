using System.Security.Cryptography;
using FedOnco.Coordinator.State;

namespace FedOnco.Coordinator.Certificates;

/// <summary>One-time codes and tokens: 160 random bits; the store keeps their hashes only.</summary>
internal static class Invitations
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static string Invite(Store store, Authority authority, string site, DateTimeOffset now)
    {
        var code = $"fo1-{Secret()}-{authority.Fingerprint}";
        store.AddInvitation(code, site, now + Lifetime);
        return code;
    }

    public static string CreateToken(Store store, string person, DateTimeOffset expires)
    {
        var token = "fot-" + Secret();
        store.AddToken(token, person, expires);
        return token;
    }

    private static string Secret() => RandomNumberGenerator.GetString(Alphabet, 32);
}
