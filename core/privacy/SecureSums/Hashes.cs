using FedOnco.Protos;

namespace FedOnco.Privacy.SecureSums;

/// <summary>The hashes that contracts and rosters are known by.</summary>
public static class Hashes
{
    /// <summary>SHA-256("fedonco/v1/contract", bytes as they travelled).</summary>
    public static byte[] Contract(ReadOnlySpan<byte> contract) => throw new NotImplementedException();

    /// <summary>The same over the contract without expiry and person: two runs of one question share it.</summary>
    public static byte[] Question(Contract contract) => throw new NotImplementedException();

    /// <summary>SHA-256 over sites and identity keys, ids ascending by UTF-8 bytes.</summary>
    public static byte[] Roster(Roster roster) => throw new NotImplementedException();

    /// <summary>SHA-256 over the canonical bytes of a dictionary's dataset.</summary>
    public static byte[] Dataset(Dataset dataset) => throw new NotImplementedException();
}
