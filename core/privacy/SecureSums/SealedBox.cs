using System.Security.Cryptography;

namespace FedOnco.Privacy.SecureSums;

/// <summary>AES-256-GCM as it travels: 12-byte nonce, ciphertext, 16-byte tag.</summary>
internal static class SealedBox
{
    public const int Overhead = NonceLength + TagLength;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <param name="nonce">Null for a random one.</param>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, byte[]? nonce = null)
    {
        if (nonce is not null && nonce.Length != NonceLength) throw new ArgumentException("a nonce has 12 bytes", nameof(nonce));
        var box = new byte[plain.Length + Overhead];
        (nonce ?? RandomNumberGenerator.GetBytes(NonceLength)).CopyTo(box.AsSpan());
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(box.AsSpan(0, NonceLength), plain, box.AsSpan(NonceLength, plain.Length), box.AsSpan(NonceLength + plain.Length), associated);
        return box;
    }

    /// <summary>The plain bytes; null where the box is too short or was not sealed under this key and data.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associated)
    {
        if (box.Length < Overhead) return null;
        var plain = new byte[box.Length - Overhead];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(box[..NonceLength], box[NonceLength..^TagLength], box[^TagLength..], plain, associated);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
