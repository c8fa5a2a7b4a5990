using Npgsql;

namespace UrbanDataHub.Sensors.Storage;

/// <summary>Commands of a transaction.</summary>
internal static class TransactionCommands
{
    /// <summary>A command with its values in their order: <c>$1</c>, <c>$2</c> and so on.</summary>
    public static NpgsqlCommand Command(this NpgsqlTransaction transaction, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
