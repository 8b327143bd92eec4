using System.Security.Cryptography;
using System.Text;

namespace FedOnco.Agent.LocalConsole;

/// <summary>
/// Who may use the console: the browser that opened the printed link, which works once. Its cookie then stands for it, and every
/// form carries a second secret that another site's page cannot know. Secrets live in memory and end with the process.
/// </summary>
internal sealed class ConsoleSession
{
    public const string Cookie = "fedonco-console";

    private const int SecretBytes = 32;

    private readonly Lock _lock = new();
    private byte[]? _key;
    private byte[]? _cookie;

    /// <summary>A new link's key; an older link does not work any more.</summary>
    public string CreateKey()
    {
        var key = Secret();
        lock (_lock) _key = Hash(key);
        return key;
    }

    /// <summary>Uses the key up; the cookie of the session, which takes the place of an older one, or null for a wrong key.</summary>
    public string? Enter(string key)
    {
        lock (_lock)
        {
            if (!Same(_key, key)) return null;
            _key = null;
            var cookie = Secret();
            _cookie = Hash(cookie);
            return cookie;
        }
    }

    public bool IsOpen(string? cookie)
    {
        lock (_lock) return cookie is not null && Same(_cookie, cookie);
    }

    /// <summary>What a form of this session carries: derived from the cookie, which the page itself cannot read.</summary>
    public static string FormKey(string cookie) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(cookie), "fedonco console form"u8));

    public static bool IsFormKey(string cookie, string? given) => given is not null && Same(Hash(FormKey(cookie)), given);

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static bool Same(byte[]? expected, string given) => expected is not null && CryptographicOperations.FixedTimeEquals(expected, Hash(given));
}
