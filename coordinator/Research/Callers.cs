using FedOnco.Coordinator.Oidc;
using FedOnco.Coordinator.State;
using FedOnco.Protos;
using Grpc.Core;

namespace FedOnco.Coordinator.Research;

/// <summary>Who calls, and which studies are hers.</summary>
internal sealed class Callers(Store store, TimeProvider clock, OidcTokens? provider = null)
{
    /// <exception cref="FedOncoException">NotAuthorised, TokenExpired, WrongRole.</exception>
    public Person Of(ServerCallContext context, Deed deed) =>
        // Read where no other header of the call is: one of them may be no metadata at all.
        Of(context.GetHttpContext().Request.Headers.Authorization.ToString(), deed);

    /// <param name="header">"Bearer " and the token.</param>
    /// <param name="deed">What she is about to do.</param>
    public Person Of(string header, Deed deed)
    {
        if (provider is not null && header.StartsWith("Bearer ", StringComparison.Ordinal) && OidcTokens.LooksLikeOne(header))
        {
            // Keys are in memory; for another one all wait together, seconds at most, twice a minute at most.
            var person = provider.PersonAsync(header["Bearer ".Length..]).GetAwaiter().GetResult();
            Roles.Require(person.Role, deed);
            return person;
        }

        if (!header.StartsWith("Bearer ", StringComparison.Ordinal) || store.FindToken(header["Bearer ".Length..]) is not { } found)
            throw new FedOncoException(ErrorReason.NotAuthorised, "The token is not known here. Log in again with `fedonco login`, or ask for a new token.");
        if (found.Expires <= clock.GetUtcNow())
            throw new FedOncoException(ErrorReason.TokenExpired, $"The token expired on {found.Expires:yyyy-MM-dd}. Ask for a new one (`fedonco-coordinator person token {found.Person.Name}`).");
        Roles.Require(found.Person.Role, deed);
        return found.Person;
    }

    /// <summary>The study of that name, or the only one.</summary>
    public StudyRecord StudyOf(Person person, string name)
    {
        var mine = store.Studies().Where(s => May(person, s.Name)).ToList();
        if (name.Length == 0 && mine.Count == 1) return mine[0];
        return mine.Find(s => s.Name == name)
            ?? throw new FedOncoException(ErrorReason.UnknownStudy, $"{(name.Length == 0 ? "Name a study with --study." : $"There is no study {name} for you.")} Yours: {string.Join(", ", mine.Select(s => s.Name))}.");
    }

    public static bool May(Person person, string study) => person.Studies.Contains("*") || person.Studies.Contains(study);
}
