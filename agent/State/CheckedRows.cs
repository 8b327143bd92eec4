namespace FedOnco.Agent.State;

/// <summary>What a check of a dataset that conforms has counted.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Patients">Different patient keys; rows without a key do not conform.</param>
internal sealed record CheckedRows(long Rows, long Patients)
{
    public bool IsOneRowAPatient => Rows == Patients;
}
