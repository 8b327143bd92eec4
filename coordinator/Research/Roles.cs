using FedOnco.Protos;

namespace FedOnco.Coordinator.Research;

/// <summary>What each role may do in its studies; a role that is not here may do nothing.</summary>
/// <remarks>People and tokens are changed on the coordinator's machine only, whatever the role.</remarks>
internal static class Roles
{
    private static readonly Dictionary<string, Deed[]> Deeds = new(StringComparer.Ordinal)
    {
        ["analyst"] = [Deed.Look, Deed.SeeResults, Deed.Ask],
        ["lead"] = [Deed.Look, Deed.SeeResults, Deed.Ask, Deed.Lead],
        ["auditor"] = [Deed.Look],
        ["administrator"] = [Deed.Look],
    };

    public static IReadOnlyCollection<string> Names => Deeds.Keys;

    public static bool Allows(string role, Deed deed) => Deeds.TryGetValue(role, out var allowed) && allowed.Contains(deed);

    /// <exception cref="FedOncoException">WrongRole.</exception>
    public static void Require(string role, Deed deed)
    {
        if (Allows(role, deed)) return;
        var able = string.Join(" or ", Names.Where(r => Allows(r, deed)));
        throw new FedOncoException(ErrorReason.WrongRole, $"Your role ({role}) does not allow this: it takes {able}. The administrator changes roles with `fedonco-coordinator person add NAME --role ROLE`.");
    }
}
