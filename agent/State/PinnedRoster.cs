using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.State;

/// <summary>
/// The sites and identity keys that this site's IT approved. What the coordinator shows is only proposed: it cannot mint sites.
/// </summary>
/// <param name="folder">The state folder.</param>
internal sealed class PinnedRoster(string folder)
{
    private readonly string _pinned = Path.Combine(folder, "roster.pinned");
    private readonly string _proposed = Path.Combine(folder, "roster.proposed");

    /// <summary>Approved; empty before the first approval.</summary>
    public Roster Approved => Read(_pinned) ?? new Roster();

    /// <summary>What the coordinator showed last, where it differs from what is approved.</summary>
    public Roster? Proposed => Read(_proposed);

    /// <summary>Takes note of what the coordinator shows; true where it differs from what is approved.</summary>
    public bool Propose(Roster roster)
    {
        if (File.Exists(_pinned) && SameHash(roster, Approved))
        {
            File.Delete(_proposed);
            return false;
        }

        Write(_proposed, roster);
        return true;
    }

    /// <summary>Approves what is proposed.</summary>
    /// <param name="hash">Start of the proposed roster's hash, as the person who compared the fingerprints read it.</param>
    /// <exception cref="FedOncoException">RosterMismatch where nothing is proposed, or another roster.</exception>
    public Roster Approve(string hash)
    {
        var proposed = Proposed ?? throw new FedOncoException(ErrorReason.RosterMismatch, "There is no new roster to approve. `fedonco-agent roster show` prints the one in use.");
        if (hash.Length < 8 || !HashText(proposed).StartsWith(hash, StringComparison.OrdinalIgnoreCase))
            throw new FedOncoException(ErrorReason.RosterMismatch, "The proposed roster has another hash. Show it again, compare the fingerprints with the other centres, and give at least 8 characters of its hash.");
        Write(_pinned, proposed);
        File.Delete(_proposed);
        return proposed;
    }

    public static string HashText(Roster roster) => Convert.ToHexStringLower(Hashes.Roster(roster));

    private static bool SameHash(Roster a, Roster b) => Hashes.Roster(a).AsSpan().SequenceEqual(Hashes.Roster(b));

    private static Roster? Read(string file)
    {
        try
        {
            return File.Exists(file) ? Roster.Parser.ParseFrom(File.ReadAllBytes(file)) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            throw new FedOncoException(ErrorReason.WrongFile, $"{file} is damaged. Delete it, restart the agent, and approve the roster again.");
        }
    }

    /// <summary>Whole or not at all, and on disk before it has its name.</summary>
    private static void Write(string file, Roster roster)
    {
        var fresh = file + ".new";
        AgentState.WriteSecret(fresh, roster.ToByteArray());
        File.Move(fresh, file, overwrite: true);
    }
}
