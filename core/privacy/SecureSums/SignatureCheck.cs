namespace FedOnco.Privacy.SecureSums;

/// <summary>Whether a signature over the data was made with the key.</summary>
internal delegate bool SignatureCheck(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
