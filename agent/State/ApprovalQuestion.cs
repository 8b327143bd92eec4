namespace FedOnco.Agent.State;

/// <summary>What this site's IT is asked before numbers leave.</summary>
/// <param name="Id">Hash of the question, hexadecimal; the same question again has the same.</param>
/// <param name="Study">Study.</param>
/// <param name="Person">Who is said to ask: the coordinator asserts it.</param>
/// <param name="Call">The call.</param>
/// <param name="Patients">Patients of the cohort at this site; shown to site IT only.</param>
/// <param name="Elements">Numbers of the first sum that would leave, 16 bytes each.</param>
/// <param name="Earlier">Earlier cohorts of the dataset that the call is compared with.</param>
/// <param name="Asked">When.</param>
/// <param name="State">waiting, approved or refused.</param>
internal sealed record ApprovalQuestion(string Id, string Study, string Person, string Call, int Patients, long Elements, int Earlier, DateTimeOffset Asked, string State);
