namespace FedOnco.Privacy.SecureSums;

/// <summary>The public-key operations and random bytes of a set-up; a simulation of many runs takes them from a pool.</summary>
internal interface ISetUpPrimitives
{
    IRunKey NewKey();

    byte[] RandomBytes(int length);

    byte[] Sign(ReadOnlySpan<byte> data);

    bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
