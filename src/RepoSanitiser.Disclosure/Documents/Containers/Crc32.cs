namespace RepoSanitiser.Disclosure.Documents.Containers;

/// <summary>The check sum of zip entries (polynomial 0xEDB88320).</summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 4)
        {
            crc ^= System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            crc = Tables[3][crc & 0xFF] ^ Tables[2][(crc >> 8) & 0xFF] ^ Tables[1][(crc >> 16) & 0xFF] ^ Tables[0][crc >> 24];
            bytes = bytes[4..];
        }

        foreach (var b in bytes) crc = (crc >> 8) ^ Tables[0][(crc ^ b) & 0xFF];
        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new[] { new uint[256], new uint[256], new uint[256], new uint[256] };
        for (uint n = 0; n < 256; n++)
        {
            var value = n;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            tables[0][n] = value;
        }

        for (var n = 0; n < 256; n++)
        {
            for (var t = 1; t < 4; t++) tables[t][n] = (tables[t - 1][n] >> 8) ^ tables[0][tables[t - 1][n] & 0xFF];
        }

        return tables;
    }
}
